import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { properties } from "../../suites/contract/properties.ts";
import { create, findBy, findLast, patch, read, remove, together } from "../../suites/contract/steps.ts";
import { type Exchange, statusOf } from "../contract/exchange.ts";
import { requestOf } from "../model/testing/events.ts";
import { predict } from "../model/validation.ts";
import { costOf, priceOf } from "./commands.ts";
import { expectRejected, idOfNone, type Step, type StepOf } from "./step.ts";
import { linesOf, statusesOf, testContext } from "./testing/context.ts";
import { brokenBody, plainBody, someFields, validBody } from "./values.ts";

const ada = { name: "Ada", email: { fresh: "ada" }, gender: "female", status: "active" } as const;

describe("a step sends at the most what it costs, and a case at the most its price", () => {
  test.each(properties.map((property) => [property.id, property] as const))("%s", async (_id, { cases }) => {
    for (const steps of fc.sample(cases, { seed: 11, numRuns: 1 })) {
      const { run, context, exchanges } = testContext();
      // The limit shows in the first answer, as in the preflight of a run.
      await run(findBy("A", []));
      const first = exchanges.length;
      for (const step of steps) {
        const sent = await run(step);
        expect(sent.length, JSON.stringify(step)).toBeLessThanOrEqual(costOf(step, context.limitOf("A")));
      }
      expect(exchanges.length - first).toBeLessThanOrEqual(priceOf(steps, context.limitOf("A")));
    }
  });
});

describe("a step that refers to nothing sends nothing", () => {
  const nothing = { handle: "nothing" } as const;
  const missing = { of: "nothing" } as const;
  const steps: readonly (readonly [string, Step])[] = [
    ["read of a user never made", { do: "read", as: "A", who: nothing }],
    ["read of a public user before any was seen", { do: "read", as: "A", who: { publicUser: true } }],
    ["update of a user never made", patch("nothing", { name: "New" })],
    ["remove of a user never made", remove("nothing")],
    ["create with somebody's e-mail who was never made", create("x", { ...ada, email: missing })],
    ["create with the former one", create("x", { ...ada, email: { former: "nothing" } })],
    ["create with it in another case", create("x", { ...ada, email: { swapped: "nothing" } })],
    ["create with a public e-mail before any was seen", create("x", { ...ada, email: { publicUser: true } })],
    ["create with somebody's id", create("x", { ...ada, id: missing })],
    ["list by somebody's name", findBy("A", [["name", { ...missing, field: "name" }]])],
    [
      "walk by somebody's name",
      { do: "walk", as: "A", query: [["name", { ...missing, field: "name" }]], perPage: 10, mostPages: 3 },
    ],
    ["raw with somebody's id in the path", { do: "raw", as: "A", method: "GET", path: "/users/{id}", of: "nothing" }],
    [
      "raw with somebody's e-mail in the body",
      { do: "raw", as: "A", method: "POST", path: "/users", body: { fields: { ...ada, email: missing } } },
    ],
    ["exhaust by reading a user never made", { do: "exhaust", as: "A", handle: "nothing" }],
    ["together of such steps", together([read("nothing")], [patch("nothing", { name: "New" }), remove("nothing")])],
  ];

  test.each(steps)("%s", async (_what, step) => {
    expect(linesOf(await testContext().run(step))).toEqual([]);
  });

  test("update of a user with the e-mail of one never made", async () => {
    const { run } = testContext();
    await run(create("x", ada));
    expect(linesOf(await run(patch("x", { email: missing })))).toEqual([]);
  });

  test("and a step of a caller without a token does not either", async () => {
    const { run } = testContext({ secondToken: false });
    expect(await run(create("x", ada, { as: "B" }), findBy("B", []))).toEqual([]);
  });
});

describe("create", () => {
  test("names the new user for the steps after it", async () => {
    const { run, context } = testContext();
    await run(create("x", ada));
    const id = context.idOf("x");
    expect(linesOf(await run(patch("x", { name: "New" }), read("x"), remove("x")))).toEqual([
      `A PATCH /users/${id}`,
      `A GET /users/${id}`,
      `A DELETE /users/${id}`,
    ]);
  });

  test("that is refused names nobody", async () => {
    const { run, context } = testContext();
    expect(statusesOf(await run(create("x", { ...ada, name: "" })))).toEqual([422]);
    expect(context.idOf("x")).toBeUndefined();
  });

  test("of any body is answered by the simulator, which has the contract from nobody here, as the model predicts", async () => {
    const bodies = fc.oneof(
      validBody,
      someFields.chain((fields) => fc.constantFrom(validBody, plainBody).chain((body) => brokenBody(fields, body))),
    );
    const { run } = testContext({ limited: false });
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const [exchange] = await run(create("x", body));
        const { errors, open } = predict(requestOf("A POST /users", exchange?.request.body), "free");
        expect(open.size).toBe(0);
        const { outcome } = exchange ?? {};
        if (outcome?.kind !== "answer") throw new Error("nobody answered");
        expect(outcome.status).toBe(errors.length === 0 ? 201 : 422);
        if (errors.length === 0) return;
        const told: unknown = JSON.parse(outcome.body);
        const expected = [...errors].sort((one, two) => (one.rank ?? 0) - (two.rank ?? 0));
        const items = expected.map(({ field, message }) => ({ field, message }));
        expect(told).toHaveLength(items.length);
        // The place of a length error is an open question.
        expect(told).toEqual(errors.some(({ rank }) => rank === undefined) ? expect.arrayContaining(items) : items);
      }),
    );
  });
});

describe("raw", () => {
  const raw = (rest: Partial<Extract<Step, { readonly do: "raw" }>>): Step => ({
    do: "raw",
    as: "A",
    method: "POST",
    path: "/users",
    ...rest,
  });

  test("puts the id of a user where its path says so", async () => {
    const { run, context } = testContext();
    await run(create("x", ada));
    const [sent] = linesOf(await run(raw({ method: "GET", path: "/users/{id}?page={id}", of: "x" })));
    expect(sent).toBe(`A GET /users/${context.idOf("x")}?page=${context.idOf("x")}`);
  });

  test("sends a text as it is, and none where none is given", async () => {
    const { run } = testContext();
    const sent = await run(raw({ body: '{"name":' }), raw({ body: "" }), raw({}));
    expect(sent.map(({ request }) => request.body)).toEqual(['{"name":', "", undefined]);
  });

  test("writes fields as JSON, alone in a list, or with the end cut off", async () => {
    const { run } = testContext();
    const fields = { name: "Ada", status: "active" };
    const sent = await run(
      raw({ body: { fields } }),
      raw({ body: { fields, written: "in a list" } }),
      raw({ body: { fields, written: "cut short" } }),
    );
    const whole = JSON.stringify(fields);
    const [plain, list, cut] = sent.map(({ request }) => request.body ?? "");
    expect([plain, list]).toEqual([whole, `[${whole}]`]);
    expect(whole.startsWith(cut ?? "?") && cut !== whole).toBe(true);
    expect(() => JSON.parse(cut ?? "{}")).toThrow(SyntaxError);
  });

  test("names the media type it is told to", async () => {
    const [sent] = await testContext().run(raw({ contentType: "text/plain", body: "{}" }));
    expect(sent?.request.headers).toContainEqual(["content-type", "text/plain"]);
  });
});

describe("read and list with ifNoneMatch", () => {
  test("offer the ETag the caller was given for the same before, and none the first time", async () => {
    const { run } = testContext();
    await run(create("x", ada));
    const again: Step = { do: "read", as: "A", who: { handle: "x" }, ifNoneMatch: true };
    expect(statusesOf(await run(again, again, patch("x", { name: "New" }), again))).toEqual([200, 304, 200, 200]);
    const listAgain: Step = { do: "list", as: "A", query: [["gender", "male"]], ifNoneMatch: true };
    expect(statusesOf(await run(listAgain, listAgain))).toEqual([200, 304]);
  });
});

describe("list with last", () => {
  const query = [["per_page", "3"]] as const;

  test("asks for the last page there was when the same list was asked for, by whomever", async () => {
    const { run } = testContext({ seedUsers: 10 });
    const lines = linesOf(await run(findBy("A", query), findLast("anonymous", query)));
    expect(lines).toEqual(["A GET /users?per_page=3", "anonymous GET /users?per_page=3&page=4"]);
  });

  test("asks for nothing before that, and nothing by the word of another list", async () => {
    const { run } = testContext();
    await run(findBy("A", []), findBy("A", [["per_page", "4"]]));
    expect(await run(findLast("A", query))).toEqual([]);
  });
});

describe("walk", () => {
  const walk = (perPage: number, mostPages: number): Step => ({
    do: "walk",
    as: "A",
    query: [["email", { marker: "case" }]],
    perPage,
    mostPages,
  });
  const three = ["x", "y", "z"].map((handle) => create(handle, ada));

  test("asks page after page until the last that there is", async () => {
    const { run } = testContext();
    await run(...three);
    const lines = linesOf(await run(walk(2, 9)));
    expect(lines).toEqual([1, 2].map((page) => `A GET /users?email=.c1.ghx1a2b3c4d&per_page=2&page=${page}`));
  });

  test("asks for no more pages than it may", async () => {
    const { run } = testContext();
    await run(...three);
    expect(await run(walk(1, 2))).toHaveLength(2);
  });

  test("ends at an empty page", async () => {
    expect(await testContext().run(walk(10, 5))).toHaveLength(1);
  });
});

describe("spend", () => {
  const get = (path: string): StepOf<"raw"> => ({ do: "raw", as: "A", method: "GET", path });

  test("lets the callers call in turn, each call once the one before was answered", async () => {
    const { run } = testContext();
    const sent = await run({
      do: "spend",
      turns: [
        ["A", 2],
        ["anonymous", 1],
        ["A", 1],
      ],
      inputs: [get("/users?per_page=1")],
    });
    expect(sent.map(({ request }) => request.token)).toEqual(["A", "A", "anonymous", "A"]);
    for (const [at, next] of sent.slice(1).entries()) expect(next.startUs).toBeGreaterThanOrEqual(sent[at]?.endUs ?? 0);
  });

  test("sends its inputs in turn, and then again", async () => {
    const sent = await testContext().run({ do: "spend", turns: [["A", 3]], inputs: [get("/users/0"), get("/users")] });
    expect(statusesOf(sent)).toEqual([404, 200, 404]);
  });
});

describe("together", () => {
  test("lets the lanes race, and keeps the order within each", async () => {
    const { run } = testContext();
    await run(create("x", ada), create("y", ada));
    const sent = await run(together([read("x"), remove("x")], [read("y"), remove("y")]));
    expect(sent.map(({ request }) => request.method)).toEqual(["GET", "GET", "DELETE", "DELETE"]);
    const [x, y] = sent;
    expect(y?.startUs).toBeLessThan(x?.endUs ?? 0);
  });
});

describe("exhaust", () => {
  const spent: Step = { do: "exhaust", as: "A", handle: "x", observer: "B" };

  test("meets the limiter, is refused writes that change nothing, waits as told and is served again", async () => {
    const { run, context, world } = testContext({ limit: 30 });
    await run(create("x", ada));
    const sent = await run(spent);
    const limited = sent.slice(sent.findIndex((exchange) => statusOf(exchange) === 429));
    const writes = limited.filter(({ request }) => request.method !== "GET");
    expect(linesOf(writes)).toEqual([
      "A POST /users",
      `A PATCH /users/${context.idOf("x")}`,
      `A PUT /users/${context.idOf("x")}`,
      "A POST /users",
      `A PATCH /users/${context.idOf("x")}`,
      `A DELETE /users/${context.idOf("x")}`,
      `A DELETE /users/${idOfNone}`,
      "A POST /users",
    ]);
    expect(statusesOf(writes)).toEqual([429, 429, 429, 429, 429, 429, 429, 201]);
    expect(world.gone.size).toBe(0);
    expect(statusesOf(sent.filter(({ request }) => request.token === "B"))).not.toContain(429);
  });

  test("sends each kind of call that costs one, and keyless ones that cost nothing, before the end of a budget", async () => {
    const { run } = testContext({ limit: 60 });
    await run(create("x", ada));
    const sent = await run(spent);
    const times = (wanted: (exchange: Exchange) => boolean) => sent.filter(wanted).length;
    expect(times((exchange) => exchange.request.method === "HEAD" && statusOf(exchange) === 200)).toBe(5);
    expect(times((exchange) => statusOf(exchange) === 304)).toBe(5);
    expect(times((exchange) => exchange.request.method === "PUT" && statusOf(exchange) === 200)).toBe(5);
    expect(times((exchange) => exchange.request.token === "anonymous" && statusOf(exchange) === 401)).toBe(5);
  });

  test("asks while it has to wait, and does not wait longer for it", async () => {
    const { run } = testContext({ limit: 30 });
    await run(create("x", ada));
    const sent = await run(spent);
    const refused = sent.filter((exchange) => statusOf(exchange) === 429);
    const [last] = sent.slice(-1);
    const sinceS = (exchange: Exchange | undefined) => ((exchange?.startUs ?? 0) - (refused[0]?.endUs ?? 0)) / 1e6;
    expect(sent.filter((exchange) => sinceS(exchange) > 1 && sinceS(exchange) < 40).length).toBe(8);
    expect(sinceS(last)).toBeLessThan(70);
  });

  test("does nothing where no limit is told", async () => {
    const { run, context } = testContext();
    context.bind("x", 7_000_001);
    expect(await run(spent)).toEqual([]);
  });

  test("keeps within what its case may send where nobody is ever refused", async () => {
    const { run, exchanges } = testContext({ limited: false, allowance: 150 });
    await run(create("x", ada), spent);
    expect(exchanges.length).toBeGreaterThan(100);
    expect(exchanges.length).toBeLessThanOrEqual(150);
  });
});

describe("the price of a case", () => {
  test("is what its steps cost, and a deletion for each user it leaves", () => {
    expect(priceOf([], 90)).toBe(0);
    expect(priceOf([create("x", ada)], 90)).toBe(2);
    expect(priceOf([create("x", ada), read("x"), remove("x")], 90)).toBe(3);
    expect(priceOf([create("x", ada), create("y", ada), patch("y", ada), remove("x")], 90)).toBe(5);
  });

  test("counts no deletion for a create that is meant to be refused", () => {
    expect(priceOf([create(expectRejected, {}), create(expectRejected, {})], 90)).toBe(2);
  });

  test("counts what lanes make and remove like any other step", () => {
    expect(priceOf([together([create("x", ada)], [create("y", ada)])], 90)).toBe(4);
    expect(priceOf([create("x", ada), together([remove("x")], [remove("x")])], 90)).toBe(3);
  });

  test("does not take a removal by another account for one: that account does not see the user", () => {
    expect(priceOf([create("x", ada), remove("x", { as: "B" })], 90)).toBe(3);
  });

  test("of spending a whole budget grows with the budget, and is nothing where there is none", () => {
    const price = (limit: number | undefined) => priceOf([{ do: "exhaust", as: "A", handle: "x" }], limit);
    expect(price(undefined)).toBe(0);
    expect(price(90)).toBeGreaterThan(90);
    expect(price(300)).toBeGreaterThan(price(90));
  });
});

test("every property has a name of its own and a sentence", () => {
  const ids = properties.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  expect(properties.filter(({ sentence }) => sentence.length < 20)).toEqual([]);
});
