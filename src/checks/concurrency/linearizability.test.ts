import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intervalDiagram } from "./interval-diagram.ts";
import { linearize, type Model, type Timed } from "./linearizability.ts";

interface Op extends Timed {
  readonly act: "read" | "write";
  readonly value: number;
}

/** A register of small numbers; a write of unknown outcome needs no answer to agree with. */
const register: Model<number, Op> = {
  step: (state, { act, value }) => (act === "write" ? [value] : value === state ? [state] : []),
  key: String,
  isRead: ({ act }) => act === "read",
};

const never = Number.POSITIVE_INFINITY;

/** Every state the register may end in, by trying all orders of all subsets that keep the order of time. */
const bruteForce = (start: number, ops: readonly Op[]): ReadonlySet<number> => {
  const ends = new Set<number>();
  const go = (state: number, left: readonly Op[]): void => {
    if (left.every(({ endUs }) => endUs === never)) ends.add(state);
    for (const op of left) {
      if (left.some((other) => other !== op && other.endUs < op.startUs)) continue;
      for (const next of register.step(state, op))
        go(
          next,
          left.filter((other) => other !== op),
        );
    }
  };
  go(start, ops);
  return ends;
};

const histories = fc
  .array(
    fc.record({
      act: fc.constantFrom("read" as const, "write" as const),
      value: fc.integer({ min: 0, max: 2 }),
      startUs: fc.integer({ min: 0, max: 20 }),
      took: fc.integer({ min: 0, max: 12 }),
      lost: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
    { maxLength: 6 },
  )
  .map((items) =>
    items.map(({ act, value, startUs, took, lost }, at): Op => {
      const endUs = lost && act === "write" ? never : startUs + took;
      return { seq: at + 1, act, value, startUs, endUs };
    }),
  );

const write = (seq: number, value: number, startUs: number, endUs: number): Op => ({
  seq,
  act: "write",
  value,
  startUs,
  endUs,
});
const read = (seq: number, value: number, startUs: number, endUs: number): Op => ({
  seq,
  act: "read",
  value,
  startUs,
  endUs,
});
const from = (state: number) => [{ state, left: [] as readonly Op[] }];

describe("linearize", () => {
  it("agrees with a search through every order", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 2 }), (ops, start) => {
        const result = linearize(register, from(start), ops);
        const ends = bruteForce(start, ops);
        expect(result.kind).toBe(ends.size > 0 ? "linearizable" : "not linearizable");
      }),
      { numRuns: 500 },
    );
  });

  it("leaves exactly the states that a search through every order leaves, lost writes still to come included", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 2 }), (ops, start) => {
        const result = linearize(register, from(start), ops);
        if (result.kind !== "linearizable") return;
        const late = new Set<number>();
        for (const { state, left } of result.ends) for (const end of bruteForce(state, left)) late.add(end);
        expect([...late].sort()).toEqual([...bruteForce(start, ops)].sort());
      }),
      { numRuns: 500 },
    );
  });

  it("judges a history cut at quiet moments as it judges the whole", () => {
    fc.assert(
      fc.property(histories, histories, (first, second) => {
        const later = second.map((op) => ({
          ...op,
          seq: op.seq + 100,
          startUs: op.startUs + 100,
          endUs: op.endUs + 100,
        }));
        const whole = linearize(register, from(0), [...first, ...later]);
        const head = linearize(register, from(0), first);
        const cut = head.kind === "linearizable" ? linearize(register, head.ends, later) : head;
        expect(cut.kind).toBe(whole.kind);
      }),
      { numRuns: 250 },
    );
  });

  it("takes either order of writes that overlap", () => {
    const ops = [write(1, 1, 0, 10), write(2, 2, 5, 15)];
    expect(linearize(register, from(0), [...ops, read(3, 1, 20, 30)]).kind).toBe("linearizable");
    expect(linearize(register, from(0), [...ops, read(3, 2, 20, 30)]).kind).toBe("linearizable");
    expect(linearize(register, from(0), [...ops, read(3, 0, 20, 30)]).kind).toBe("not linearizable");
  });

  it("lets a write of unknown outcome happen late, once, or never", () => {
    const lost = write(1, 1, 0, never);
    const reads = [read(2, 0, 10, 20), read(3, 1, 30, 40)];
    expect(linearize(register, from(0), [lost, ...reads]).kind).toBe("linearizable");
    expect(linearize(register, from(0), [lost, ...reads, read(4, 0, 50, 60)]).kind).toBe("not linearizable");
  });

  it("gives up rather than search without end", () => {
    const ops = Array.from({ length: 40 }, (_, at) => write(at + 1, at + 3, 0, 10));
    expect(linearize(register, from(0), [...ops, read(99, 2, 20, 30)], { most: 1000 }).kind).toBe("undecided");
  });
});

describe("intervalDiagram", () => {
  it("draws one bar an operation on one scale", () => {
    const text = intervalDiagram([
      { label: () => "#1 write", startUs: 0, endUs: 5_000 },
      { label: () => "#2 read", startUs: 2_500, endUs: 10_000 },
      { label: () => "#3 lost", startUs: 5_000, endUs: never },
    ]);
    const lines = text.split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^#1 write {2}\|-+\|$/);
    expect(lines[1]).toMatch(/^#2 read {3} +\|-+\|$/);
    expect(lines[2]).toMatch(/^#3 lost {3} +\|-+>$/);
    expect(lines[3]).toContain("10.0 ms");
    expect(lines[1]?.indexOf("|")).toBeGreaterThan(lines[0]?.indexOf("|") ?? 0);
  });

  it("survives operations that take no time", () => {
    expect(intervalDiagram([{ label: () => "a", startUs: 7, endUs: 7 }])).toContain("||");
    expect(intervalDiagram([])).toBe("");
  });
});
