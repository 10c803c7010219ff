import fc from "fast-check";
import { expect, test } from "vitest";
import { createStore, type StoredUser, storedUser } from "./store.ts";

const owners = [undefined, "A", "B"] as const;
const step = fc.record({
  kind: fc.constantFrom("put", "put", "remove"),
  id: fc.integer({ min: 1, max: 12 }),
  owner: fc.constantFrom(...owners),
  email: fc.constantFrom("a@x", "A@x", "b@x", "c@x"),
});

test("ids, e-mails and lists agree with a plain list after any steps", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const store = createStore();
      const plain = new Map<number, StoredUser>();
      for (const { kind, id, owner, email } of steps) {
        if (kind === "put") {
          const user = storedUser(id, owner, { name: "N", email, gender: "male", status: "active" });
          store.put(user);
          plain.set(id, user);
        } else {
          store.remove(id);
          plain.delete(id);
        }
      }
      const newest = [...plain.values()].sort((a, b) => b.id - a.id);
      expect(store.size).toBe(plain.size);
      for (let id = 1; id <= 12; id++) expect(store.get(id)).toBe(plain.get(id));
      for (const email of ["a@X", "b@x", "none"]) {
        const ids = (users: readonly StoredUser[]) => users.map((user) => user.id).sort();
        expect(ids(store.withEmail(email))).toEqual(
          ids(newest.filter((user) => user.emailKey === email.toLowerCase())),
        );
      }
      for (const some of [[undefined], ["A"], ["A", undefined], [...owners]]) {
        expect(store.newestFirst(some)).toEqual(newest.filter((user) => some.includes(user.owner)));
      }
    }),
  );
});

test("the last id is not given up when its user goes", () => {
  const store = createStore();
  store.put(storedUser(7, "A", { name: "N", email: "e", gender: "male", status: "active" }));
  store.remove(7);
  expect([store.lastId, store.size]).toEqual([7, 0]);
});
