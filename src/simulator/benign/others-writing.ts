import type { BenignVariant } from "../benign-variant.ts";
import { publicUser } from "../seed.ts";
import { storedUser } from "../store.ts";

export const othersWriting: BenignVariant = {
  id: "others-writing",
  sentence: "Other people create, change and delete public and private users all the while.",
  wrap: (handler, { store, random }) => {
    const made: number[] = [];
    return (request) => {
      const fresh = publicUser(store.lastId + 1 + Math.floor(random() * 5), random);
      const owner = random() < 0.5 ? undefined : "somebody else";
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
};
