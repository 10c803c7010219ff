import type { BenignVariant } from "../benign-variant.ts";
import { replacePublicUsers } from "../seed.ts";

export const seedReplaced: BenignVariant = {
  id: "seed-replaced",
  sentence: "All public users are replaced by new ones with new ids in the middle of a run, as happens once a day.",
  wrap: (handler, { store, random }) => {
    let calls = 0;
    return (request) => {
      if (++calls % 25 === 0) replacePublicUsers(store, random);
      return handler(request);
    };
  },
};
