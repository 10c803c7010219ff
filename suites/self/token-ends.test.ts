import { describe, expect, test } from "vitest";
import type { FetchHandler } from "../../src/client/http/fetch-adapter.ts";
import { runAgainst } from "./testing/run-against.ts";

/** What a run makes of a token that is refused after it was accepted. */

type Refuses = (count: number, request: Request, body: string) => boolean;

/** A service that knows the first caller's token no longer where `refuses` says so. */
const refusing =
  (refuses: Refuses) =>
  (simulated: FetchHandler): FetchHandler => {
    let count = 0;
    let first: string | null = null;
    return async (request) => {
      const token = request.headers.get("authorization");
      first ??= token;
      if (token === null || token !== first) return simulated(request);
      const body = await request.clone().text();
      if (!refuses(++count, request, body)) return simulated(request);
      const headers = new Headers(request.headers);
      headers.set("authorization", "Bearer a-token-that-nobody-has");
      return simulated(new Request(request, { headers }));
    };
  };

describe("a token that is accepted no longer ends the run, which says when", () => {
  test.each([
    ["with another account's token", true],
    ["alone", false],
  ])("%s", async (_, secondToken) => {
    let accepted = 0;
    const { record, broken, left } = await runAgainst(
      refusing((count) => {
        if (count <= 45) accepted = count;
        return count > 45;
      }),
      { secondToken },
    );
    expect(accepted).toBe(45);
    expect(broken).toEqual([]);
    expect(record).toMatchObject({
      outcome: "unable",
      reason: expect.stringMatching(
        /^the token in GOREST_TOKEN stopped being accepted at 2026-01-01T00:\d\d:\d\dZ \(\d+ times in a row 401 \{"message":"Invalid token"\}\)/,
      ),
    });
    expect(record.requests).toBeLessThan(125);
    // What was judged before stays.
    expect(record.verdicts.filter(({ kind }) => kind === "holds").length).toBeGreaterThan(20);
    expect(record.verdicts.filter(({ kind }) => kind === "violated")).toEqual([]);
    expect(left).toBeGreaterThan(0);
    expect(record.records.left).toHaveLength(left);
    expect(record.reason).toContain(`${left} records are left, npm run sweep deletes them`);
  });

  test("while cleaning up", async () => {
    let over = false;
    let deletes = 0;
    const { record, broken, left } = await runAgainst(
      refusing((count, { method }) => {
        deletes = method === "DELETE" ? deletes + 1 : 0;
        over ||= count > 30 && deletes > 3;
        return over;
      }),
      { budget: 90, secondToken: false },
    );
    expect(broken).toEqual([]);
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("stopped being accepted at") });
    expect(record.records.left).toHaveLength(left);
  });
});

describe("401 to a valid token is a violation", () => {
  test.each<readonly [string, Refuses]>([
    ["every other time", (count) => count > 20 && count % 2 === 0],
    ["five times in a row, and then no more", (count) => count > 30 && count <= 35],
    ["to one operation", (count, { method }) => count > 20 && method === "PATCH"],
    ["to one value", (_, __, body) => body.includes('"status":"inactive"')],
  ])("%s", async (_, refuses) => {
    const { record, broken } = await runAgainst(refusing(refuses), { budget: 60, secondToken: false });
    expect(record.outcome).toBe("violated");
    expect(broken).toContain("valid-token-is-accepted");
    expect(record.requests).toBeGreaterThan(45);
  });
});

test.each([
  [403, "shows", "documented-status"],
  [401, "shows", "valid-token-is-accepted"],
  [401, "says", "valid-token-is-accepted"],
] as const)(
  "%i that %s the token's budget used up is a violation, and no end of the token, however many come in a row",
  async (status, how, rule) => {
    let count = 0;
    const forbidding =
      (simulated: FetchHandler): FetchHandler =>
      async (request) => {
        const response = await simulated(request);
        const limit = response.headers.get("x-ratelimit-limit");
        if (limit === null || ++count <= 40 || count > 60) return response;
        const usedUp = { "x-ratelimit-limit": limit, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60" };
        const headers = { "content-type": "application/json; charset=utf-8", ...(how === "shows" ? usedUp : {}) };
        return Response.json({ message: how === "says" ? "Too many requests" : "No more" }, { status, headers });
      };
    const { record, broken } = await runAgainst(forbidding, { budget: 90, secondToken: false });
    expect(record.outcome).toBe("violated");
    expect(broken).toContain(rule);
  },
);
