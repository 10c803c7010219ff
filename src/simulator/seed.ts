import type { Random } from "../contract/random.ts";
import type { ChildStore } from "./child-store.ts";
import { type Store, type StoredUser, storedUser } from "./store.ts";

const given = ["Akshata", "Bhilangana", "Chandra", "Devdan", "Ekaparnika", "Gajadhar", "Harita", "Indra", "Jyotsana"];
const family = ["Khanna", "Malik", "Iyengar", "Ganaka", "Guneta", "Varman", "Reddy", "Sethi", "Pillai", "Trivedi"];
const titles = ["", "", "", "Rev. ", "Dr. ", "Prof. "];
const suffixes = ["", "", "", " III", " Esq.", " PhD"];
const houses = ["sanford", "mosciski", "ferry", "kunze-champlin", "pollich-adams", "auer-braun"];
const ends = ["example", "test"];

const pick = <T>(random: Random, list: readonly [T, ...T[]] | readonly T[], fallback: T): T =>
  list[Math.floor(random() * list.length)] ?? fallback;

/** Owner of private users that no caller of a run has made. */
export const otherAccount = "another account";

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

const words = [
  "Voluptas",
  "Curia",
  "Tabgo",
  "Adfectus",
  "Sodalitas",
  "Cernuus",
  "Thymum",
  "Acerbitas",
  "Vesper",
  "Umbra",
];
/** Users with something below them: enough for some pages, and a start that takes no longer with a million users. */
const mostParents = 25;

/** Puts a post with a comment and a todo below some public users, the newest first. */
export const seedChildren = (children: ChildStore, users: readonly StoredUser[], random: Random): void => {
  const text = (count: number) => Array.from({ length: count }, () => pick(random, words, "Umbra")).join(" ");
  for (const { id, name, email } of users.slice(0, mostParents)) {
    const post = children.add("posts", id, undefined, { title: text(4), body: `${text(12)}.` });
    children.add("comments", post.id, undefined, { name, email, body: `${text(6)}.` });
    const status = random() < 0.5 ? "pending" : "completed";
    children.add("todos", id, undefined, { title: text(5), due_on: "2026-12-24T00:00:00.000+05:30", status });
  }
};

const word = (random: Random): number => Math.floor(random() * 4_294_967_296);
// Looked up, for a number above 31 bits turns into text as slowly as a fraction does.
const twoDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const eightDigits = (value: number): string =>
  `${twoDigits[value >>> 24]}${twoDigits[(value >>> 16) & 255]}${twoDigits[(value >>> 8) & 255]}${twoDigits[value & 255]}`;

/** A version 4 UUID from seeded numbers. */
export const seededUuid = (random: Random): string => {
  const second = eightDigits((word(random) & 0xffff_0fff) | 0x4000);
  const third = eightDigits((word(random) & 0x3fff_ffff) | 0x8000_0000);
  return `${eightDigits(word(random))}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${eightDigits(word(random))}`;
};
