import type { Scenario } from "../src/load/scenario.ts";
import { burstDrain } from "./load/burst-drain.ts";
import { calibrate } from "./load/calibrate.ts";
import { ceiling } from "./load/ceiling.ts";
import { headroom } from "./load/headroom.ts";
import { identify } from "./load/identify.ts";
import { journey } from "./load/journey.ts";
import { overloadRecover } from "./load/overload-recover.ts";
import { paceSweep } from "./load/pace-sweep.ts";
import { paced } from "./load/paced.ts";
import { shared } from "./load/shared.ts";
import { soak } from "./load/soak.ts";
import { tokens } from "./load/tokens.ts";

/** Every load scenario, in the order they run and are listed. */
export const scenarios = [
  calibrate,
  headroom,
  paced,
  burstDrain,
  overloadRecover,
  paceSweep,
  identify,
  journey,
  tokens,
  shared,
  soak,
  ceiling,
] as const satisfies readonly Scenario[];
