import type { BenignVariant } from "./benign-variant.ts";

/** Correct but unusual servers: a suite that alarms on one of them is wrong. One file of `benign/` each. */
export const benignVariants: readonly BenignVariant[] = [];

export const findBenign = (id: string): BenignVariant | undefined =>
  benignVariants.find((variant) => variant.id === id);
