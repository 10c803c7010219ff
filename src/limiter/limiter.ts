/** What a limiter is set to. Families read what concerns them. */
export interface LimiterConfig {
  /** Requests admitted a window, at least 1. */
  readonly limit: number;
  /** Length of the window, or the time to refill from empty to full, in seconds. May be scaled down for tests. */
  readonly windowS: number;
}

/** What a limiter says to one request, and would write in its headers. */
export interface Decision {
  readonly admitted: boolean;
  /** X-RateLimit-Remaining and X-RateLimit-Reset (seconds) as this family reports them. */
  readonly remaining: number;
  readonly resetS: number;
}

/**
 * How long after a decision the budget takes to come back, µs, while no request is admitted: what a Reset may count down to. Servers
 * of one family report different ones of these, so the family says nothing of what Reset means.
 */
export interface Returns {
  /** Until all of it is back. */
  readonly fullUs: number;
  /** Until there is one more than now. */
  readonly nextUs: number;
  /** Until the window ends, where there are windows. */
  readonly windowEndUs?: number;
}

/**
 * A rate limiter as a pure state machine: enforced by the simulator, fitted to observed traffic.
 * `State` is immutable. Times are µs on one monotonic clock.
 */
export interface LimiterFamily<State> {
  /** Kebab-case; the name of its file. */
  readonly id: string;
  /** How it behaves, one sentence, for reports. */
  readonly sentence: string;
  readonly start: (config: LimiterConfig, nowUs: number) => State;
  readonly take: (config: LimiterConfig, state: State, nowUs: number) => readonly [State, Decision];
  /** Of the state that a decision at `nowUs` left. */
  readonly returns: (config: LimiterConfig, state: State, nowUs: number) => Returns;
  /**
   * The most requests that any limiter of this family can admit in any closed interval of this length, for
   * verification; slack for clock error is the caller's.
   */
  readonly mostAdmitted: (config: LimiterConfig, intervalUs: number) => number;
  /**
   * What Reset counts down to: all of the budget back, the next single request back, or the end of the window. In every
   * family here a refused caller who waits that long, while no other request is admitted, is admitted. (The recorded limiter
   * rounds its time until full down, so its "full" may be almost a second early.)
   */
  readonly resetMeans: "full" | "next" | "window end";
}

/** Something that decides about requests, family or not. Immutable. @internal */
export interface Limiting {
  readonly take: (nowUs: number) => readonly [Limiting, Decision];
}

/** A limiter of some family with its state closed in, for callers that must not care which family it is. Immutable. */
export interface RunningLimiter extends Limiting {
  readonly take: (nowUs: number) => readonly [RunningLimiter, Decision];
  readonly returns: (nowUs: number) => Returns;
}

/** A family with the type of its state hidden, so that all of them fit in one list. */
export interface AnyLimiterFamily<Id extends string = string>
  extends Pick<LimiterFamily<unknown>, "sentence" | "mostAdmitted" | "resetMeans"> {
  readonly id: Id;
  readonly begin: (config: LimiterConfig, nowUs: number) => RunningLimiter;
}

/** One state of one family. A class, since replays make millions of them and closures cost more. */
class Running<State> implements RunningLimiter {
  readonly #family: LimiterFamily<State>;
  readonly #config: LimiterConfig;
  readonly #state: State;

  constructor(family: LimiterFamily<State>, config: LimiterConfig, state: State) {
    this.#family = family;
    this.#config = config;
    this.#state = state;
  }

  take(nowUs: number): readonly [RunningLimiter, Decision] {
    const [next, decision] = this.#family.take(this.#config, this.#state, nowUs);
    return [new Running(this.#family, this.#config, next), decision];
  }

  returns(nowUs: number): Returns {
    return this.#family.returns(this.#config, this.#state, nowUs);
  }
}

/** Hides the state of a family. */
export const anyFamily = <State, Id extends string>(
  family: LimiterFamily<State> & { readonly id: Id },
): AnyLimiterFamily<Id> => {
  const { id, sentence, mostAdmitted, resetMeans } = family;
  return {
    id,
    sentence,
    mostAdmitted,
    resetMeans,
    begin: (config, nowUs) => new Running(family, config, family.start(config, nowUs)),
  };
};

/** The window in whole microseconds. Families count in integers: rounding of doubles must not admit or refuse a call. */
export const windowUsOf = (config: LimiterConfig): number => Math.round(config.windowS * 1e6);

/** Whole seconds, rounded up, so that a caller who waits that long is not early. */
export const secondsUp = (us: number): number => Math.max(0, Math.ceil(us / 1e6));

/**
 * What one answered call shows of the limiter. When the server decided is unknown within [startUs, endUs].
 * Leave out what says nothing of the limiter: 401s, which cost nothing (facts 7.6), and a gateway's own errors.
 */
export interface LimiterObservation {
  /** Monotonic µs when the call left and when its answer was complete. */
  readonly startUs: number;
  readonly endUs: number;
  /** False: answered 429. */
  readonly admitted: boolean;
  /** Remaining, from whichever header carries it, where it is a whole number. */
  readonly remaining?: number | undefined;
  /** Reset in seconds, where it is a number of them. */
  readonly resetS?: number | undefined;
  /** Limit, where it is a whole number. */
  readonly limit?: number | undefined;
}
