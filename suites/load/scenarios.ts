import type { Scenario } from "../../src/load/scenario.ts";
import { burstDrain } from "./burst-drain.ts";
import { calibrate } from "./calibrate.ts";
import { headroom } from "./headroom.ts";
import { paced } from "./paced.ts";

/** Every load scenario, in the order they run and are listed. */
export const scenarios = [calibrate, headroom, paced, burstDrain] as const satisfies readonly Scenario[];
