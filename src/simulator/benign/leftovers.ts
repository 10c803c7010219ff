import type { BenignVariant } from "../benign-variant.ts";
import { publicUser } from "../seed.ts";
import { storedUser } from "../store.ts";

export const leftovers: BenignVariant = {
  id: "leftovers",
  sentence: "35 users of an earlier run lie under the same token.",
  prepare: ({ store, random }, account) => {
    for (let made = 0; made < 35; made++) {
      const fresh = publicUser(store.lastId + 1, random);
      store.put(storedUser(fresh.id, account, { ...fresh, email: `leftover.${made}.${fresh.email}` }));
    }
  },
};
