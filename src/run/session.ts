import type { Pacer } from "../client/pacing/pacer.ts";
import type { Transport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import type { Target, TargetInfo } from "../contract/target.ts";

/** A target opened for requests. */
export interface Session {
  readonly target: Target;
  readonly info: TargetInfo;
  readonly transport: Transport;
  readonly clock: Clock;
  /** What paces the transport; absent: nothing does. */
  readonly pacer?: Pick<Pacer, "view">;
}
