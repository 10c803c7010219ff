import type { BenignVariant } from "../benign-variant.ts";
import { replacePublicUsers } from "../seed.ts";

/** Late enough for some record to be there, and at any moment of a run. */
const earliestCall = 5;
const latestCall = 250;

export const dailyReset: BenignVariant = {
  id: "daily-reset",
  sentence: "In the middle of a run all data are dropped, the caller's own too, and the public users are made anew.",
  wrap: (handler, { store, random }) => {
    const at = earliestCall + Math.floor(random() * (latestCall - earliestCall));
    let calls = 0;
    return (request) => {
      if (++calls === at) {
        for (const user of store.newestFirst(store.owners())) if (user.owner !== undefined) store.remove(user.id);
        replacePublicUsers(store, random);
      }
      return handler(request);
    };
  },
};
