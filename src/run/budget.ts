/** Thrown inside a case when it may send no more; the case ends there and nothing is wrong. */
export class BudgetSpent extends Error {
  constructor() {
    super("the request budget of this part is spent");
    this.name = "BudgetSpent";
  }
}

/** The run's hard ceiling on requests, with what is set aside for cleaning up. */
export interface RequestBudget {
  readonly ceiling: number;
  readonly spent: number;
  /** Lifts the ceiling by so many requests. */
  raise(more: number): void;
  /** What exploring may still spend: the ceiling less what cleaning up will need. */
  left(): number;
  /** Takes one request, or throws {@link BudgetSpent}. `cleaning` may use what was set aside. */
  take(cleaning?: boolean): void;
}

/**
 * @param reserved requests that cleaning up would need at this moment
 * @param spare what the service itself still has to give, beside what cleaning up needs of it. Default: no end
 */
export const createRequestBudget = (
  requests: number,
  reserved: () => number,
  spare: () => number = () => Number.POSITIVE_INFINITY,
  onTaken?: () => void,
): RequestBudget => {
  let spent = 0;
  let ceiling = requests;
  const left = () => Math.max(0, Math.min(ceiling - spent - reserved(), spare()));
  return {
    get ceiling() {
      return ceiling;
    },
    raise: (more) => {
      ceiling += more;
    },
    get spent() {
      return spent;
    },
    left,
    take: (cleaning = false) => {
      if (cleaning ? spent >= ceiling : left() <= 0) throw new BudgetSpent();
      spent++;
      onTaken?.();
    },
  };
};
