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
 * A rate limiter as a pure state machine: enforced by the simulator, fitted and verified over observed traffic.
 * `State` is immutable. Times are µs on one monotonic clock.
 */
export interface LimiterFamily<State> {
  /** Kebab-case; the name of its file. */
  readonly id: string;
  /** How it behaves, one sentence, for reports. */
  readonly sentence: string;
  readonly start: (config: LimiterConfig, nowUs: number) => State;
  readonly take: (config: LimiterConfig, state: State, nowUs: number) => readonly [State, Decision];
  /**
   * The most requests that any limiter of this family can admit in any interval of this length, for verification;
   * slack for clock error is the caller's.
   */
  readonly mostAdmitted: (config: LimiterConfig, intervalUs: number) => number;
  /** What Reset counts down to. */
  readonly resetMeans: "full" | "next" | "window end";
}
