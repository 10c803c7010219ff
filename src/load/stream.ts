import type { TokenAlias } from "../contract/exchange.ts";
import type { Arrivals } from "./schedule.ts";
import type { WorkId } from "./work.ts";

/** Requests that share a schedule, a token and a way of meeting refusals. */
export interface Stream {
  /** Unique within the scenario; shown in reports. */
  readonly name: string;
  readonly as: TokenAlias;
  readonly arrivals: Arrivals;
  readonly work: WorkId;
  /** `paced`: the pacer has the last word on when each request leaves. `now`: it leaves at its slot. */
  readonly pace: "paced" | "now";
  /** What becomes of a request that met 429: sent again until accepted, or counted as refused. */
  readonly refused: "retry" | "count";
  /** Connections to the proxy, at most as many requests are under way at once. */
  readonly connections: number;
}
