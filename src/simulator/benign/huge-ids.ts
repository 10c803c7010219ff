import type { BenignVariant } from "../benign-variant.ts";

export const hugeIds: BenignVariant = {
  id: "huge-ids",
  sentence: "Ids lie above 2^31 and have gaps.",
  settings: { firstId: 3_000_000_000 },
  policy: (correct) => ({
    ...correct,
    nextId: (store, random) => correct.nextId(store, random) + Math.floor(random() * 1_000_000),
  }),
};
