/** Who spoke through the proxy, and what became of it. */
export interface ProxyCaller {
  /** The token's alias in the exchanges, or `token 2` for a further token whose account is not known. */
  readonly name: string;
  readonly requests: number;
  /** Answered with 429. */
  readonly refused: number;
  /** Requests that were held longer than 50 ms for its budget. */
  readonly held: number;
  readonly heldMs: number;
  readonly longestHeldMs: number;
  /** As the service's headers say: of the last answer, and the smallest. */
  readonly limit?: number;
  readonly leastRemaining?: number;
}

/** A request, and how often it was sent. */
export interface RequestCount {
  readonly what: string;
  readonly times: number;
}

/** What another tool did through the proxy; what the rules say of it is in `contract`. */
export interface ProxyRecord {
  readonly requests: number;
  /** Requests that came to no answer. */
  readonly failed: number;
  /** The busiest first. */
  readonly callers: readonly ProxyCaller[];
  /** Callers that went before their request could leave. */
  readonly gaveUp: number;
  /** What the tool's own timeout should be at least, seconds; absent: no request was held for long. */
  readonly timeoutS?: number;
  /** Requests that the specification does not know, so that no rule judged them. */
  readonly unspecified: readonly RequestCount[];
  /** Sent to the proxy and not passed on: other hosts, broken handshakes. */
  readonly refused: readonly RequestCount[];
}
