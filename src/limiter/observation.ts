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
