import { limiterVariants } from "./benign/limiter.ts";
import { otherCallerVariants } from "./benign/other-callers.ts";
import { presentationVariants } from "./benign/presentation.ts";
import { transportVariants } from "./benign/transport.ts";
import type { BenignVariant } from "./fault.ts";

/** Correct but unusual servers: a suite that alarms on one of them is wrong. By area: one file of `benign/` each. */
export const benignVariants: readonly BenignVariant[] = [
  ...limiterVariants,
  ...otherCallerVariants,
  ...presentationVariants,
  ...transportVariants,
];

export const findBenign = (id: string): BenignVariant | undefined =>
  benignVariants.find((variant) => variant.id === id);
