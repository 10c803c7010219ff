import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BodyInput, Step } from "../generators/step.ts";
import { type Attempt, candidates, handlesOf, plainer, shrink } from "./shrink.ts";

const create = (handle: string): Step => ({ do: "create", as: "A", handle, body: { name: handle } });
const read = (handle: string): Step => ({ do: "read", as: "A", who: { handle } });
const remove = (handle: string): Step => ({ do: "remove", as: "A", who: { handle } });

/** A server that is wrong exactly when all these steps are taken; counts what is tried. */
const brokenBy = (needed: readonly Step[], allowance = Number.POSITIVE_INFINITY) => {
  const tried: number[] = [];
  const attempt: Attempt = async (steps) => {
    if (tried.length >= allowance) return { broken: undefined, steps, exchanges: [] };
    tried.push(steps.length);
    return { broken: needed.every((step) => steps.includes(step)), steps, exchanges: [] };
  };
  return { attempt, tried };
};

describe("shrinking", () => {
  test("leaves the steps that it takes, in their order, and nothing else", async () => {
    const anySteps = fc.array(
      fc.constantFrom("a", "b", "c").chain((h) => fc.constantFrom(create(h), read(h), remove(h))),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(anySteps, fc.infiniteStream(fc.boolean()), async (drawn, coin) => {
        const steps = drawn.map((step) => ({ ...step }));
        const [first] = steps;
        const chosen = steps.filter(() => coin.next().value);
        const needed = chosen.length > 0 || first === undefined ? chosen : [first];
        const culprits = new Set(needed.map((step) => steps.indexOf(step)));
        const { steps: smallest } = await shrink(steps, culprits, brokenBy(needed).attempt);
        expect(smallest).toEqual(needed);
      }),
      { numRuns: 200 },
    );
  });

  test("sends the least that may be enough first: what is at fault, and the creates it names", async () => {
    const steps = [create("a"), create("b"), read("b"), read("a"), remove("a"), read("a")];
    const { attempt, tried } = brokenBy([create("a"), read("a")].map((_, i) => steps[i === 0 ? 0 : 5] ?? create("")));
    const { steps: smallest } = await shrink(steps, new Set([5]), attempt);
    expect(tried[0]).toBe(2);
    expect(smallest).toEqual([create("a"), read("a")]);
  });

  test("ends with the smallest so far when the allowance does", async () => {
    const steps = Array.from({ length: 16 }, (_, i) => read(`h${i}`));
    const needed = steps.slice(3, 4);
    const { attempt, tried } = brokenBy(needed, 2);
    const { steps: smaller, smallest } = await shrink(steps, new Set(), attempt);
    expect(tried).toHaveLength(2);
    expect(smaller.length).toBeLessThanOrEqual(16);
    expect(smaller).toContain(needed[0]);
    expect(smallest?.broken).toBe(true);
  });

  test("leaves a case as it was when it holds on being sent again", async () => {
    const steps = [create("a"), read("a")];
    const shrunk = await shrink(steps, new Set([1]), async (tried) => ({ broken: false, steps: tried, exchanges: [] }));
    expect(shrunk).toEqual({ steps, smallest: undefined, complete: true });
  });
});

test("each candidate holds the one before, and the last is the whole case", () => {
  const steps = [create("a"), create("b"), remove("b"), read("a"), remove("a"), read("b"), read("a")];
  const levels = candidates(steps, new Set([6]));
  for (const [at, level] of levels.entries()) {
    expect(level).toEqual(expect.arrayContaining([...(levels[at - 1] ?? [])]));
  }
  expect(levels[0]).toEqual([create("a"), read("a")]);
  expect(levels.at(-1)).toEqual(steps);
});

test("the handles of a step are those it makes, names in a body or a query, or holds in a lane", () => {
  const step: Step = {
    do: "together",
    lanes: [
      [{ do: "create", as: "A", handle: "new", body: { name: "of", email: { of: "taken" } } }],
      [{ do: "list", as: "A", query: [["email", { of: "listed", field: "email" }]] }],
      [{ do: "update", as: "B", verb: "PATCH", who: { handle: "changed" }, body: { email: { former: "left" } } }],
    ],
  };
  expect([...handlesOf(step)].sort()).toEqual(["changed", "left", "listed", "new", "taken"]);
});

describe("a case is made plain", () => {
  const body = {
    name: "Zoë 🦄",
    email: { fresh: "long.one" },
    gender: "Female",
    status: "inactive",
    extra: 1,
  } as const;
  const made: Step = { do: "create", as: "A", handle: "u", body };
  const patch = (fields: BodyInput): Step => ({
    do: "update",
    as: "A",
    verb: "PATCH",
    who: { handle: "u" },
    body: fields,
  });
  /** Broken whenever the steps still have what it takes; what is tried goes through the shrinker alone. */
  const shrunkBy = async (steps: readonly Step[], broken: (tried: readonly Step[]) => boolean) =>
    (await shrink(steps, new Set(), async (tried) => ({ broken: broken(tried), steps: tried, exchanges: [] }))).steps;

  test("an update becomes part of its record's create, and values that do not matter become plain", async () => {
    const steps = [made, patch({ status: "active", name: "B" }), patch({ gender: "male", name: "C" })];
    // Broken by an update of the gender alone of a record that is active.
    const smallest = await shrunkBy(steps, (tried) => {
      const last = tried.at(-1);
      const status = tried
        .flatMap((step) => ("body" in step && step.do !== "raw" ? (step.body.status ?? []) : []))
        .at(-1);
      return tried[0]?.do === "create" && last?.do === "update" && "gender" in last.body && status === "active";
    });
    expect(smallest).toEqual([
      { ...made, body: { name: "Ann Lee", email: { fresh: "ann" }, gender: "female", status: "active" } },
      patch({ gender: "male" }),
    ]);
  });

  test("requests at the same time stay so only where it takes them", async () => {
    const lanes = [[read("u")], [remove("u")], [patch({ name: "B" })]];
    const steps: readonly Step[] = [made, { do: "together", lanes }];
    const removes = (step: Step): boolean =>
      step.do === "remove" || (step.do === "together" && step.lanes.flat().some(removes));
    expect(await shrunkBy(steps, (tried) => tried.some(removes))).toEqual([remove("u")]);
  });

  test("a list keeps the parameters that it takes", async () => {
    const list = (...query: readonly (readonly [string, string])[]): Step => ({ do: "list", as: "A", query });
    const steps = [list(["page", "1"], ["status", "active"], ["per_page", "5"])];
    const smallest = await shrunkBy(
      steps,
      ([step]) => step?.do === "list" && step.query.some(([name]) => name === "status"),
    );
    expect(smallest).toEqual([list(["status", "active"])]);
  });

  test("nothing refers to a record before it is made", () => {
    const own = patch({ email: { swapped: "u" } });
    for (const tried of plainer([made, own])) expect(tried).toHaveLength(2);
  });
});
