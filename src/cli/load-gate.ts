import type { OpenGate } from "../load/driver.ts";
import { plainGate } from "../load/testing.ts";

/** The gate load goes through. */
export const openGate: OpenGate = plainGate;
