/** One named way to be wrong, injected into the simulator. The injection itself is in `simulator/faults`. */
export interface FaultInfo {
  /** Kebab-case; the name of its file. */
  readonly id: string;
  /** What a caller would notice, one sentence. */
  readonly sentence: string;
  /** S schema, Q single request, H headers and pagination, V sequences, T tokens, R rate limit, C concurrency. */
  readonly class: "S" | "Q" | "H" | "V" | "T" | "R" | "C";
  /** The rule that must name it; held to the list of rules by a test, so that the simulator need not import checks. */
  readonly breaks: string;
  /** It shows at random, once in this many chances; absent when it always shows. */
  readonly oneIn?: number;
}
