import { describe, expect, test } from "vitest";
import type { Answer, Exchange, Failure, TokenAlias } from "../contract/exchange.ts";
import { BudgetSpent, createRequestBudget } from "./budget.ts";
import { createLedger } from "./ledger.ts";

const answer = (status: number, body = "", headers: Answer["headers"] = []): Answer => ({
  kind: "answer",
  status,
  headers,
  body,
});
const lost = (maybeDone: boolean): Failure => ({ kind: "failure", fault: "time", message: "none", maybeDone });
const exchange = (line: string, outcome: Answer | Failure, token: TokenAlias = "A", body = ""): Exchange => {
  const [method = "", path = ""] = line.split(" ");
  const request = { method, url: `http://127.0.0.1/public/v2${path}`, headers: [], token, body };
  return { seq: 1, request, attempt: 1, startUs: 0, endUs: 1, outcome };
};
const ledgerOf = (...exchanges: readonly Exchange[]) => {
  const ledger = createLedger();
  for (const each of exchanges) ledger.event({ type: "done", exchange: each });
  return ledger;
};
const createdId = (each: Exchange) => ledgerOf(each).open()[0]?.id;
const made = exchange("POST /users", answer(201, '{"id":7}'));

describe("what a run has made", () => {
  test("is what any successful POST names, in its body or else in Location", () => {
    expect(createdId(made)).toBe(7);
    expect(createdId(exchange("POST /users", answer(200, '{"id":"7"}')))).toBe(7);
    expect(
      createdId(exchange("POST /users", answer(201, "garbage", [["location", "https://x.example/users/9"]]))),
    ).toBe(9);
    expect(createdId(exchange("POST /users", answer(422, '{"id":7}')))).toBeUndefined();
    expect(createdId(exchange("PATCH /users/7", answer(200, '{"id":7}')))).toBeUndefined();
    expect(createdId(exchange("POST /users", answer(201, '{"id":-1}')))).toBeUndefined();
    expect(createdId(exchange("POST /users", lost(true)))).toBeUndefined();
  });

  test("stays on the list until its owner is told that it is gone", () => {
    expect(ledgerOf(made).open()).toEqual([{ id: 7, as: "A" }]);
    expect(ledgerOf(made, exchange("DELETE /users/7", answer(204))).open()).toEqual([]);
    expect(ledgerOf(made, exchange("DELETE /users/7", answer(404))).open()).toEqual([]);
    expect(ledgerOf(made, exchange("DELETE /users/7", answer(404), "B")).open()).toHaveLength(1);
    expect(ledgerOf(made, exchange("DELETE /users/7", answer(500))).open()).toHaveLength(1);
    expect(ledgerOf(made, exchange("DELETE /users/7", lost(true))).open()).toHaveLength(1);
  });

  test("is no user whose e-mail is another than was sent, and none who was there before", () => {
    const sent = '{"email":"Ada@example.com"}';
    const create = (shown: string, startUs = 0) => ({
      ...exchange("POST /users", answer(201, `{"id":7,"email":"${shown}"}`), "A", sent),
      startUs,
      endUs: startUs + 1,
    });
    const list = exchange("GET /users", answer(200, '[{"id":7,"email":"ada@example.com"}]'));
    expect(ledgerOf(create("bob@example.com")).open()).toEqual([]);
    // It may have made ours all the same, which the list by the marker shows.
    expect(ledgerOf(create("bob@example.com")).unsure).toBe(1);
    expect(ledgerOf(list, create("ada@example.com", 1)).open()).toEqual([]);
    // A service that spoils an e-mail has still made the user whose name was sent.
    const named = (body: string) => body.replace("{", '{"name":"Ada Lovelace",');
    const spoilt = exchange("POST /users", answer(201, named('{"id":7,"email":"ad@example.com"}')), "A", named(sent));
    expect(ledgerOf(spoilt).open()).toEqual([{ id: 7, as: "A" }]);
    // A list under way together with the create may have shown what it made, and one after it does.
    expect(ledgerOf(list, create("ada@example.com")).open()).toEqual([{ id: 7, as: "A" }]);
    expect(ledgerOf(create("ada@example.com"), list, create("ada@example.com", 1)).open()).toHaveLength(1);
  });

  test("may be more than it knows of, after creates without a readable answer", () => {
    expect(ledgerOf(exchange("POST /users", lost(true))).unsure).toBe(1);
    expect(ledgerOf(exchange("POST /users", lost(false))).unsure).toBe(0);
    expect(ledgerOf(exchange("POST /users", answer(502, "<html>"))).unsure).toBe(1);
    expect(ledgerOf(exchange("POST /users", answer(201, "garbage"))).unsure).toBe(1);
    expect(ledgerOf(exchange("POST /users", answer(422, "[]"))).unsure).toBe(0);
  });
});

describe("the budget of a run", () => {
  test("keeps back what cleaning up needs, and gives it to nothing else", () => {
    const budget = createRequestBudget(5, () => 2);
    for (let i = 0; i < 3; i++) budget.take();
    expect(budget.left()).toBe(0);
    expect(() => budget.take()).toThrow(BudgetSpent);
    budget.take(true);
    budget.take(true);
    expect(() => budget.take(true)).toThrow(BudgetSpent);
    expect(budget.spent).toBe(5);
  });
});
