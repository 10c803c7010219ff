import type { Random } from "../contract/random.ts";
import { type Store, storedUser } from "./store.ts";

const given = ["Akshata", "Bhilangana", "Chandra", "Devdan", "Ekaparnika", "Gajadhar", "Harita", "Indra", "Jyotsana"];
const family = ["Khanna", "Malik", "Iyengar", "Ganaka", "Guneta", "Varman", "Reddy", "Sethi", "Pillai", "Trivedi"];
const titles = ["", "", "", "Rev. ", "Dr. ", "Prof. "];
const suffixes = ["", "", "", " III", " Esq.", " PhD"];
const houses = ["sanford", "mosciski", "ferry", "kunze-champlin", "pollich-adams", "auer-braun"];
const ends = ["example", "test"];

const pick = <T>(random: Random, list: readonly [T, ...T[]] | readonly T[], fallback: T): T =>
  list[Math.floor(random() * list.length)] ?? fallback;

/** A made-up public user like those the service seeds itself with. The e-mail carries the id and is therefore unique. */
export const publicUser = (id: number, random: Random) => {
  const first = pick(random, given, "Akshata");
  const last = pick(random, family, "Khanna");
  const host = `${pick(random, houses, "sanford")}.${pick(random, ends, "test")}`;
  return storedUser(id, undefined, {
    name: `${pick(random, titles, "")}${first} ${last}${pick(random, suffixes, "")}`,
    email: `${first}_${last}_${id}@${host}`.toLowerCase(),
    gender: random() < 0.5 ? "male" : "female",
    status: random() < 0.5 ? "active" : "inactive",
  });
};

/** Puts `count` public users in the store, with gaps between their ids as other people's records leave them. */
export const seedPublicUsers = (store: Store, count: number, firstId: number, random: Random): void => {
  let id = firstId;
  for (let made = 0; made < count; made++) {
    store.put(publicUser(id, random));
    id += 1 + Math.floor(random() * 3);
  }
};

/** Replaces every public user by a new one with a new id, as the service does once a day. */
export const replacePublicUsers = (store: Store, random: Random): void => {
  const old = store.newestFirst([undefined]);
  for (const user of old) store.remove(user.id);
  seedPublicUsers(store, old.length, store.lastId + 1, random);
};
