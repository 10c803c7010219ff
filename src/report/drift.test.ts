import { describe, expect, test } from "vitest";
import { sampleExchanges } from "../../suites/self/testing/sample-run.ts";
import type { Answer, Exchange } from "../contract/exchange.ts";
import type { AnswerShape } from "../contract/run.ts";
import { driftBetween } from "./drift.ts";
import { createFingerprint } from "./fingerprint.ts";

const baseUrl = "http://127.0.0.1:4010/public/v2";
const total = 80;

const fingerprint = (exchanges: Iterable<Exchange>): readonly AnswerShape[] => {
  const fold = createFingerprint(baseUrl);
  for (const exchange of exchanges) fold.add(exchange);
  return fold.shapes();
};

/** The same traffic with every answer changed by `change`. */
const changed = (change: (answer: Answer) => Answer): readonly Exchange[] =>
  [...sampleExchanges(total)].map((exchange) =>
    exchange.outcome.kind === "answer" ? { ...exchange, outcome: change(exchange.outcome) } : exchange,
  );

const driftOf = async (change: (answer: Answer) => Answer) =>
  driftBetween(fingerprint(sampleExchanges(total)), fingerprint(changed(change)));

const bodies = (change: (user: Record<string, unknown>) => unknown) => (answer: Answer) => {
  if (answer.body === "") return answer;
  const value: unknown = JSON.parse(answer.body);
  // Bodies of the sample are users or lists of users.
  const users = value as Record<string, unknown> | Record<string, unknown>[];
  return { ...answer, body: JSON.stringify(Array.isArray(users) ? users.map(change) : change(users)) };
};

describe("fingerprint", () => {
  test("operations are told apart by status, with headers, fields and listed values", async () => {
    const shapes = fingerprint(sampleExchanges(total));
    expect(shapes.map(({ operation, status, seen }) => `${operation} ${status} ${seen}`)).toEqual([
      "createUser 201 20",
      "deleteUser 204 20",
      "getUser 200 20",
      "listUsers 200 20",
    ]);
    const list = shapes.find(({ operation }) => operation === "listUsers");
    expect(list?.fields).toContainEqual(["[].id integer", 20]);
    expect(list?.values).toContainEqual({
      field: "[].gender",
      values: ["female", "male"],
      samples: 20,
      times: [10, 10],
    });
    expect(list?.headers.map(([name]) => name)).toContain("x-pagination-pages");
  });

  test("an answer with ten thousand headers and fields takes bounded room", () => {
    const fold = createFingerprint(baseUrl);
    const headers = Array.from({ length: 10_000 }, (_, index) => [`h${index}`, "v"] as const);
    const body = JSON.stringify(Object.fromEntries(headers));
    for (const exchange of sampleExchanges(2))
      fold.add({ ...exchange, outcome: { kind: "answer", status: 200, headers, body } });
    for (const shape of fold.shapes()) {
      expect(shape.headers.length).toBeLessThanOrEqual(200);
      expect(shape.fields.length).toBeLessThanOrEqual(200);
    }
    expect(fold.shapes().length).toBeGreaterThan(0);
  });
});

describe("drift", () => {
  test("the same behaviour has none", async () => {
    expect(await driftOf((answer) => answer)).toEqual([]);
  });

  test("a field that is gone is breaking", async () => {
    const drifts = await driftOf(bodies(({ status: _, ...rest }) => rest));
    expect(drifts).toContainEqual({
      kind: "breaking",
      operation: "getUser",
      status: 200,
      says: "the field status is gone",
    });
  });

  test("a field of another type is breaking", async () => {
    const drifts = await driftOf(bodies((user) => ({ ...user, id: String(user.id) })));
    expect(drifts[0]).toMatchObject({ kind: "breaking", says: "the field id was integer and is now also string" });
  });

  test("a new field and a new header are compatible", async () => {
    const drifts = await driftOf((answer) => ({
      ...bodies((user) => ({ ...user, nickname: "x" }))(answer),
      headers: [...answer.headers, ["x-new", "1"]],
    }));
    expect(drifts.length).toBeGreaterThan(0);
    expect(drifts.every(({ kind }) => kind === "compatible")).toBe(true);
    expect(drifts.map(({ says }) => says)).toContain("there is a new header x-new");
  });

  test("a documented header that is gone is breaking", async () => {
    const drifts = await driftOf((answer) => ({
      ...answer,
      headers: answer.headers.filter(([name]) => name !== "x-pagination-total"),
    }));
    expect(drifts).toEqual([
      { kind: "breaking", operation: "listUsers", status: 200, says: "the header x-pagination-total is gone" },
    ]);
  });

  test("a new value of a listed field is breaking", async () => {
    const drifts = await driftOf(
      bodies((user) => ({ ...user, gender: user.gender === "male" ? "Male" : user.gender })),
    );
    expect(drifts[0]).toMatchObject({ kind: "breaking", says: 'the field gender takes a new value, "Male"' });
  });

  test("an undocumented status is breaking, a documented one is not", async () => {
    const drifts = await driftOf((answer) => (answer.status === 204 ? { ...answer, status: 200 } : answer));
    expect(drifts).toEqual([
      {
        kind: "breaking",
        operation: "deleteUser",
        status: 200,
        says: "status 200 was not seen before and is not documented",
      },
    ]);
    const known = await driftOf((answer) => (answer.status === 204 ? { ...answer, status: 404 } : answer));
    expect(known).toMatchObject([{ kind: "compatible", status: 404 }]);
  });

  describe("what was seen too rarely", () => {
    const shape = (seen: number, errors: Readonly<Record<string, number>>): AnswerShape => ({
      operation: "createUser",
      status: 422,
      seen,
      headers: [],
      fields: [],
      values: [],
      errors: Object.keys(errors),
      errorTimes: Object.values(errors),
    });
    const said = (before: AnswerShape, after: AnswerShape) => driftBetween([before], [after]).map(({ kind }) => kind);

    test("is no change: an error text met twice may just not have been asked for before", () => {
      expect(said(shape(80, { a: 80 }), shape(80, { a: 78, b: 2 }))).toEqual(["rare"]);
    });

    test("is one when the earlier run asked often enough", () => {
      expect(said(shape(80, { a: 80 }), shape(80, { a: 60, b: 20 }))).toEqual(["compatible"]);
      expect(said(shape(2000, { a: 2000 }), shape(80, { a: 77, b: 3 }))).toEqual(["compatible"]);
    });

    test("a text that is not seen any more is told only where it was met often and is asked for again", () => {
      expect(said(shape(80, { a: 60, b: 20 }), shape(80, { a: 80 }))).toEqual(["compatible"]);
      expect(said(shape(80, { a: 78, b: 2 }), shape(80, { a: 80 }))).toEqual([]);
      expect(said(shape(80, { a: 60, b: 20 }), shape(6, { a: 6 }))).toEqual([]);
    });

    test("a documented status met once is none, an undocumented one is breaking at once", () => {
      const before = [shape(80, { a: 80 })];
      const once = (status: number) => ({ ...shape(1, {}), status });
      expect(driftBetween(before, [...before, once(401)])).toMatchObject([{ kind: "rare", status: 401 }]);
      expect(driftBetween(before, [...before, once(418)])).toMatchObject([{ kind: "breaking", status: 418 }]);
    });
  });
});
