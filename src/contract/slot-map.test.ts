import fc from "fast-check";
import { expect, test } from "vitest";
import { SlotMap } from "./slot-map.ts";

test("it holds what a Map holds, in the same order, whatever is set and deleted", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(9), fc.nat()), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const map = new Map<number, number>();
      const slots = new SlotMap<number, number>();
      for (const [sets, key, value] of all) {
        if (sets) {
          map.set(key, value);
          slots.set(key, value);
        } else {
          map.delete(key);
          slots.delete(key);
        }
        expect([...slots.values()]).toEqual([...map.values()]);
        expect([...slots.keys()]).toEqual([...map.keys()]);
        expect(slots.get(key)).toBe(map.get(key));
        expect(slots.first()).toBe([...map.values()][0]);
        expect(slots.size).toBe(map.size);
      }
    }),
  );
});
