import type { Clock } from "../contract/clock.ts";
import type { Random } from "../contract/random.ts";
import type { Store } from "./store.ts";

/** What a fault or a benign variant may work with besides what it replaces. */
export interface Tools {
  readonly store: Store;
  readonly clock: Clock;
  /** Its own seeded numbers, so that it does not disturb those of the correct parts. */
  readonly random: Random;
}
