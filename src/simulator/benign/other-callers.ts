import type { BenignVariant } from "../fault.ts";
import { otherAccount, publicUser, replacePublicUsers } from "../seed.ts";
import { storedUser } from "../store.ts";

/** Late enough for some record to be there, and at any moment of a run. */
const earliestCall = 5;

const latestCall = 250;

/** Data that other callers, earlier runs and the daily reset leave or take. */
export const otherCallerVariants: readonly BenignVariant[] = [
  {
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
  },
  {
    id: "leftovers",
    sentence: "35 users of an earlier run lie under the same token.",
    prepare: ({ store, random }, account) => {
      for (let made = 0; made < 35; made++) {
        const fresh = publicUser(store.lastId + 1, random);
        store.put(storedUser(fresh.id, account, { ...fresh, email: `leftover.${made}.${fresh.email}` }));
      }
    },
  },
  {
    id: "others-writing",
    sentence: "Other people create, change and delete public and private users all the while.",
    wrap: (handler, { store, random }) => {
      const made: number[] = [];
      return (request) => {
        const fresh = publicUser(store.lastId + 1 + Math.floor(random() * 5), random);
        const owner = random() < 0.5 ? undefined : otherAccount;
        store.put(storedUser(fresh.id, owner, fresh));
        made.push(fresh.id);
        const oldest = made[0];
        const old = oldest === undefined ? undefined : store.get(oldest);
        if (made.length > 12 && oldest !== undefined) {
          store.remove(oldest);
          made.shift();
        } else if (old !== undefined && random() < 0.3) {
          store.put(storedUser(old.id, old.owner, { ...old, status: "inactive" }));
        }
        return handler(request);
      };
    },
  },
  {
    id: "seed-replaced",
    sentence: "All public users are replaced by new ones with new ids in the middle of a run, as happens once a day.",
    wrap: (handler, { store, random }) => {
      let calls = 0;
      return (request) => {
        if (++calls % 25 === 0) replacePublicUsers(store, random);
        return handler(request);
      };
    },
  },
];
