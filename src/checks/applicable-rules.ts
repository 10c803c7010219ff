import type { OperationId } from "../contract/document.ts";
import type { Tally } from "./tally.ts";

/** Which rules judge an answer, and which are only called with {@link RuleState.onSkipped}. */
export interface ApplicableRules {
  readonly judging: readonly Tally[];
  readonly skipped: readonly Tally[];
}

export interface RuleSelector {
  /** For an exchange that no rule can judge. */
  readonly none: ApplicableRules;
  /** @param special whether the answer is a gateway's or was simulated by the harness */
  of(operation: OperationId, status: number, special: boolean): ApplicableRules;
}

type ByStatus = Map<number, ApplicableRules>;

/** Works out once for each operation and status which rules apply. */
export const createRuleSelector = (tallies: readonly Tally[]): RuleSelector => {
  const none: ApplicableRules = {
    judging: [],
    skipped: tallies.filter(({ state }) => state.onSkipped !== undefined),
  };
  const known = { plain: new Map<OperationId, ByStatus>(), special: new Map<OperationId, ByStatus>() };

  const select = (operation: OperationId, status: number, special: boolean): ApplicableRules => {
    const judging = tallies.filter(
      ({ rule, state }) =>
        state.judge !== undefined &&
        (rule.on === undefined || rule.on.includes(operation)) &&
        (rule.statuses === undefined || rule.statuses.includes(status)) &&
        (!special || rule.includeGatewayResponses === true),
    );
    return { judging, skipped: none.skipped.filter((tally) => !judging.includes(tally)) };
  };

  return {
    none,
    of: (operation, status, special) => {
      const byOperation = special ? known.special : known.plain;
      let byStatus = byOperation.get(operation);
      if (byStatus === undefined) {
        byStatus = new Map();
        byOperation.set(operation, byStatus);
      }
      let applicable = byStatus.get(status);
      if (applicable === undefined) {
        applicable = select(operation, status, special);
        byStatus.set(status, applicable);
      }
      return applicable;
    },
  };
};
