import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acknowledge, maySee, mustSee, possible, propose, type Register, registerOf, see, withdraw } from "./belief.ts";

const never = Number.POSITIVE_INFINITY;
/** Holds "old" since the moment 0, known since 1. */
const start = () => registerOf("old", 1, 0, 1);

describe("a value that nobody writes", () => {
  test("is what every later request must see", () => {
    expect(mustSee(start(), 5, 6)).toBe("old");
    expect(maySee(start(), "old", 5, 6)).toBe(true);
    expect(maySee(start(), "other", 5, 6)).toBe(false);
  });
});

describe("while a write is under way", () => {
  const register = start();
  propose(register, "new", 2, 10);

  test("either value may be seen, and neither must", () => {
    expect(possible(register, 11, 12)).toEqual(["old", "new"]);
    expect(mustSee(register, 11, 12)).toBeUndefined();
  });

  test("a request that was answered before it left must see the old value", () => {
    expect(mustSee(register, 8, 9)).toBe("old");
  });
});

describe("an acknowledged write", () => {
  const register = start();
  propose(register, "new", 2, 10);
  acknowledge(register, "new", 2, 10, 20, 0);

  test("must be seen by whatever is sent afterwards, be it at the same moment", () => {
    expect(mustSee(register, 20, 21)).toBe("new");
    expect(maySee(register, "old", 20, 21)).toBe(false);
  });

  test("may or may not be seen by whatever overlaps it", () => {
    expect(possible(register, 19, 30)).toEqual(["old", "new"]);
  });

  test("leaves the value that was shown, which need not be the one that was sent", () => {
    const other = start();
    propose(other, "sent", 2, 10);
    acknowledge(other, "shown", 2, 10, 20, 0);
    expect(possible(other, 25, 26)).toEqual(["shown"]);
  });
});

describe("a refused write", () => {
  test("leaves the register as if it had never been sent", () => {
    const register = start();
    propose(register, "new", 2, 10);
    withdraw(register, 2);
    expect(register).toEqual(start());
  });

  test("takes back its own value only, though another write left the same", () => {
    const register = start();
    propose(register, "new", 2, 10);
    propose(register, "new", 3, 11);
    withdraw(register, 2);
    expect(possible(register, 12, 13)).toEqual(["old", "new"]);
  });
});

describe("a write that was never answered", () => {
  test("may be seen at any time, until it is: then it has happened", () => {
    const register = start();
    propose(register, "new", 2, 10);
    expect(possible(register, 1000, 1001)).toEqual(["old", "new"]);
    see(register, "new", 3, 1000, 1001);
    see(register, "new", 4, 1002, 1003);
    expect(mustSee(register, 1004, 1005)).toBe("new");
  });

  test("may come after a later write that was acknowledged", () => {
    const register = start();
    propose(register, "lost", 2, 10);
    propose(register, "new", 3, 20);
    acknowledge(register, "new", 3, 20, 30, 0);
    expect(possible(register, 40, 41)).toEqual(["lost", "new"]);
  });

  test("is still out after its value was seen, when an older write explains the value as well", () => {
    const register = start();
    propose(register, "old", 2, 10);
    see(register, "old", 3, 11, 12);
    propose(register, "new", 4, 20);
    acknowledge(register, "new", 4, 20, 30, 0);
    expect(maySee(register, "old", 40, 41)).toBe(true);
  });
});

describe("of two writes that overlap", () => {
  const overlapping = () => {
    const register = start();
    propose(register, "one", 2, 10);
    propose(register, "two", 3, 11);
    acknowledge(register, "one", 2, 10, 20, 0);
    acknowledge(register, "two", 3, 11, 21, 0);
    return register;
  };

  test("either may have been the last, whichever was answered last", () => {
    expect(possible(overlapping(), 30, 31)).toEqual(["one", "two"]);
  });

  test("the one that a read shows afterwards was the last, for whoever asks after that read", () => {
    const register = overlapping();
    see(register, "one", 4, 30, 31);
    expect(mustSee(register, 31, 32)).toBe("one");
  });

  test("a read that overlaps them decides nothing", () => {
    const register = overlapping();
    see(register, "one", 4, 15, 31);
    expect(possible(register, 32, 33)).toEqual(["one", "two"]);
  });
});

test("a value that no write explains is taken in beside the others", () => {
  const register = start();
  see(register, "odd", 2, 10, 11);
  expect(possible(register, 12, 13)).toEqual(["old", "odd"]);
});

test("after many writes the register has forgotten the oldest values, and never the one in force", () => {
  const register = start();
  for (let at = 1; at <= 50; at++) {
    propose(register, `value ${at}`, at + 1, at * 10);
    acknowledge(register, `value ${at}`, at + 1, at * 10, at * 10 + 5, at * 10);
  }
  expect(register.candidates.length).toBeLessThan(6);
  expect(mustSee(register, 1000, 1001)).toBe("value 50");
});

/** A write or read as an honest server carries it out: at one moment between sending and answer, or later when nobody hears of it. */
interface Act {
  readonly kind: "write" | "refused" | "lost" | "read";
  readonly value: string;
  /** When it is sent, takes effect and is answered. A lost write has no answer, and may take effect long after. */
  readonly sentUs: number;
  readonly actsUs: number;
  readonly doneUs: number;
}

const act: fc.Arbitrary<Act> = fc
  .record({
    kind: fc.constantFrom<Act["kind"]>("write", "refused", "lost", "read", "read", "read"),
    value: fc.constantFrom("start", "a", "b"),
    sentUs: fc.integer({ min: 1, max: 60 }),
    waits: fc.integer({ min: 0, max: 15 }),
    returns: fc.integer({ min: 0, max: 15 }),
  })
  .map(({ kind, value, sentUs, waits, returns }) => ({
    kind,
    value,
    sentUs: sentUs * 10,
    // Odd moments, so that nothing takes effect at the very moment of an event.
    actsUs: sentUs * 10 + waits * 10 * (kind === "lost" ? 4 : 1) + 5,
    doneUs: kind === "lost" ? never : sentUs * 10 + (waits + returns + 1) * 10,
  }));

interface Moment {
  readonly atUs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Plays the acts against a plain variable and the register at once; `look` gets what each read has shown. */
const play = (acts: readonly Act[], look: (shown: string, register: Register<string>, act: Act) => void): void => {
  const register = registerOf("start", 0, 0, 1);
  let value = "start";
  const shown = new Map<Act, string>();
  const open = new Map<number, number>();
  const moments = acts.flatMap((one, at): Moment[] => {
    const seq = at + 1;
    const writes = one.kind !== "read";
    const done = () => {
      const oldestOpenUs = Math.min(never, ...open.values());
      open.delete(seq);
      if (one.kind === "write") acknowledge(register, one.value, seq, one.sentUs, one.doneUs, oldestOpenUs);
      if (one.kind === "refused") withdraw(register, seq);
      if (one.kind !== "read") return;
      const saw = shown.get(one) ?? "";
      look(saw, register, one);
      see(register, saw, seq, one.sentUs, one.doneUs);
    };
    const sent = () => {
      if (one.kind !== "lost") open.set(seq, one.sentUs);
      if (writes) propose(register, one.value, seq, one.sentUs);
    };
    const takesEffect = () => {
      if (one.kind === "write" || one.kind === "lost") value = one.value;
      if (one.kind === "read") shown.set(one, value);
    };
    return [
      { atUs: one.sentUs, order: 1, run: sent },
      { atUs: one.actsUs, order: 2, run: takesEffect },
      // An answer comes before whatever is sent at the same moment.
      { atUs: one.doneUs, order: 0, run: done },
    ];
  });
  for (const { run } of moments
    .filter(({ atUs }) => atUs !== never)
    .sort((a, b) => a.atUs - b.atUs || a.order - b.order))
    run();
};

describe("whatever overlaps, is refused or gets lost", () => {
  const acts = fc.array(act, { minLength: 2, maxLength: 14 });

  test("what an honest server shows is possible, and is what must be seen where only one value is", () => {
    fc.assert(
      fc.property(acts, (all) => {
        const wrong: string[] = [];
        play(all, (shown, register, { sentUs, doneUs }) => {
          if (!possible(register, sentUs, doneUs).includes(shown)) wrong.push(`${shown} at ${doneUs} is not possible`);
          if (!maySee(register, shown, sentUs, doneUs)) wrong.push(`${shown} at ${doneUs} may not be seen`);
          const must = mustSee(register, sentUs, doneUs) ?? shown;
          if (must !== shown) wrong.push(`${shown} at ${doneUs}, where ${must} must be seen`);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test("once all writes were answered and a read has shown the value, every later read must see it", () => {
    fc.assert(
      fc.property(acts, (all) => {
        const settled = all.filter(({ kind }) => kind !== "lost");
        const reads = [2000, 2100].map(
          (sentUs): Act => ({ kind: "read", value: "", sentUs, actsUs: sentUs + 5, doneUs: sentUs + 10 }),
        );
        play([...settled, ...reads], (shown, register, { sentUs, doneUs }) => {
          if (sentUs === 2100) expect(mustSee(register, sentUs, doneUs)).toBe(shown);
        });
      }),
    );
  });
});
