import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

test("it holds the youngest entries, in their order, whatever was set and deleted", () => {
  const key = fc.integer({ min: 0, max: 20 });
  const acts = fc.array(fc.record({ key, deletes: fc.boolean() }), { maxLength: 300 });
  fc.assert(
    fc.property(acts, fc.integer({ min: 1, max: 8 }), (steps, most) => {
      const bounded = new BoundedMap<number, number>(most);
      const plain = new Map<number, number>();
      for (const [at, step] of steps.entries()) {
        if (step.deletes) {
          bounded.delete(step.key);
          plain.delete(step.key);
        } else {
          bounded.set(step.key, at);
          plain.set(step.key, at);
          const [oldest] = plain.keys();
          if (plain.size > most && oldest !== undefined) plain.delete(oldest);
        }
        expect([...bounded]).toEqual([...plain]);
      }
    }),
  );
});

test("an entry that is held outlives younger ones, and goes once it is let go", () => {
  const held = new Set(["a"]);
  const map = new BoundedMap<string, string>(2, { isHeld: (value) => held.has(value) });
  for (const each of ["a", "b", "c"]) map.set(each, each);
  expect([...map.keys()]).toEqual(["c", "a"]);
  held.clear();
  for (const each of ["d", "e"]) map.set(each, each);
  expect([...map.keys()]).toEqual(["d", "e"]);
});

test("who is forgotten is told, and who is deleted is not", () => {
  const forgotten: number[] = [];
  const map = new BoundedMap<number, string>(2, { onForget: (key) => forgotten.push(key) });
  for (const key of [1, 2, 3]) map.set(key, "");
  map.delete(2);
  for (const key of [4, 5]) map.set(key, "");
  expect(forgotten).toEqual([1, 3]);
});

test("where all are held it grows", () => {
  const map = new BoundedMap<number, number>(2, { isHeld: () => true });
  for (let at = 0; at < 5; at++) map.set(at, at);
  expect(map.size).toBe(5);
});

test("to forget costs the same however many were forgotten before", () => {
  const map = new BoundedMap<number, number>(10_000);
  const timeOf = (from: number, count: number) => {
    const { user } = process.cpuUsage();
    for (let at = from; at < from + count; at++) map.set(at, at);
    return process.cpuUsage().user - user;
  };
  timeOf(0, 10_000);
  // A new iterator for each entry takes many seconds for these.
  expect(timeOf(10_000, 300_000)).toBeLessThan(2_000_000);
});
