import { afterEach, describe, expect, test } from "vitest";
import type { Exchange } from "../../src/contract/exchange.ts";
import { nonceOf } from "../../src/generators/marker.ts";
import type { ReplayFile } from "../../src/run/finding.ts";
import { runContract } from "../../src/run/run-contract.ts";
import { openTarget } from "../../src/session/open-target.ts";
import { readSettings } from "../../src/session/settings.ts";
import { properties as drawnAnew } from "../contract/properties.ts";
import { again, closeSessions, faulty, leftIn, properties, runWith, sessionWith } from "./testing/contract-runs.ts";

// Whole contract runs against the simulator in process: what a run promises beside its verdicts.

afterEach(closeSessions);

/** Does what takes a run once for all tests that read it. */
const once = <Key, Value extends object>(work: (key: Key) => Value): ((key: Key) => Value) => {
  const done = new Map<Key, Value>();
  return (key) => {
    const value = done.get(key) ?? work(key);
    done.set(key, value);
    return value;
  };
};
const onCorrect = once((budget: number) => runWith({}, { budget }));

describe("the budget of a contract run", () => {
  test.each([10, 45, 150])("of %i requests is a ceiling, and nothing is left behind", async (budget) => {
    const { record, exchanges, simulator } = await onCorrect(budget);
    expect(exchanges.length).toBeLessThanOrEqual(budget);
    expect(record.requests).toBe(exchanges.length);
    expect(record.records.left).toEqual([]);
    expect(await leftIn(simulator)).toBe(0);
    expect(record.findings).toEqual([]);
  });

  test("too small for any property is not green, and the reason says what it takes", async () => {
    const { record, simulator } = await runWith({}, { budget: 10 }, properties.slice(0, 3));
    expect(record).toMatchObject({
      outcome: "unable",
      reason: expect.stringMatching(/^no property ran; [a-z-]+: it takes \d+/),
    });
    expect(await leftIn(simulator)).toBe(0);
  });

  // What a run against a service may send; on the embedded simulator shrinking is free.
  const shrinkRequests = 30;
  // On servers with other faults too in contract-run.slow.test.ts.
  test("is a ceiling where something is found too, of which at most 30 requests make one failing case smaller", async () => {
    const server = faulty("update-resets-unnamed-fields");
    const { exchanges, record } = await runWith(server, { budget: 200, shrinkRequests });
    expect(exchanges.length).toBeLessThanOrEqual(200);
    expect(record.outcome).toBe("violated");
    expect(record.records.left).toEqual([]);
    const [finding] = record.findings;
    expect(finding?.sequence.length).toBeLessThanOrEqual(4);
    const again = exchanges.filter(({ purpose }) => purpose === "again update-keeps-unnamed-fields");
    // Sent again as it was, on an allowance of its own, it takes a handful more.
    expect(again.length).toBeLessThanOrEqual(30 + 10);
  });

  test("is kept but for shrinking where that is free, and says what was sent beyond it", async () => {
    const { exchanges, record } = await runWith(faulty("update-resets-unnamed-fields"), { budget: 90 });
    const [finding] = record.findings;
    expect(finding?.sequence).toHaveLength(2);
    expect(finding?.shrinkingCut).toBeUndefined();
    expect(record.requests).toBe(exchanges.length);
    expect(record.requests - (record.beyondBudget ?? 0)).toBeLessThanOrEqual(90);
    expect(record.records.left).toEqual([]);
  });
});

describe("a contract run", () => {
  const asked = (exchanges: readonly Exchange[]) =>
    exchanges.map(({ request, outcome }) => [
      request.method,
      request.url,
      request.body,
      request.token,
      outcome.kind === "answer" ? outcome.status : outcome.message,
    ]);

  test("sends the same requests and is given the same answers for the same seed, and others for another", async () => {
    // To draw a case takes longer than to send it.
    const some = drawnAnew.filter((_, at) => at % 8 === 0);
    const of = (seed: number) => runWith({}, { seed, budget: 40 }, some);
    const [first, again, other] = [await of(1), await of(1), await of(2)];
    expect(asked(again.exchanges)).toEqual(asked(first.exchanges));
    expect(asked(other.exchanges)).not.toEqual(asked(first.exchanges));
  });

  test("writes only to records it has made itself, at reserved domains", async () => {
    const { exchanges } = await onCorrect(150);
    const made = new Set<string>();
    for (const { request, outcome } of exchanges) {
      const id = /\/users\/(\d+)/.exec(request.url)?.[1];
      if (request.method === "POST" && outcome.kind === "answer" && outcome.status === 201) {
        made.add(String(/"id":(\d+)/.exec(outcome.body)?.[1]));
        expect(outcome.body).toMatch(
          /\.ghx[0-9a-z]{8}@([a-z0-9-]+\.)*(example|example460|example\.(com|org|net)|test)"/i,
        );
      }
      if (["PUT", "PATCH", "DELETE"].includes(request.method) && id !== undefined) {
        expect([...made, "999999999999999999", "0", "00000"]).toContain(id);
      }
    }
    expect(made.size).toBeGreaterThan(6);
  });

  test("that is interrupted deletes what it has made and says so", async () => {
    const stop = new AbortController();
    const { session, exchanges } = await sessionWith();
    session.transport.listen(() => {
      if (exchanges.length === 30) stop.abort();
    });
    const { record } = await runContract(session, properties, { budget: 450, seed: 1, signal: stop.signal });
    expect(record.outcome).toBe("interrupted");
    expect(exchanges.length).toBeLessThan(60);
    expect(await leftIn(session.simulator)).toBe(0);
  });

  test("fails when records stay, and names them", async () => {
    const { record, simulator } = await runWith(faulty("delete-deletes-nothing"), { rules: [], budget: 45 });
    expect(await leftIn(simulator)).toBeGreaterThan(0);
    expect(record.outcome).not.toBe("holds");
  });

  test("says what it did not judge, and why", async () => {
    const { record } = await onCorrect(45);
    const idle = record.verdicts.filter(({ kind }) => kind === "not exercised");
    expect(idle.length).toBeGreaterThan(0);
    for (const { reason } of idle) expect(reason ?? "").not.toBe("");
  });
});

describe("a saved failure", () => {
  const replayFileOf = once(async (id: string): Promise<ReplayFile> => {
    const [replayable] = (await runWith(faulty(id))).replayables;
    if (replayable === undefined) throw new Error("nothing was found");
    return replayable;
  });

  // On a simulator opened anew in contract-run.slow.test.ts.
  test("sent again on a service as it stands is the same and leaves nothing behind", async () => {
    const replayable = await replayFileOf("others-can-read");
    const { session } = await sessionWith(faulty("others-can-read"));
    const open = async () => ({ ...session, close: async () => {} });
    expect(await again(replayable, {}, { open, nonce: nonceOf(7) })).toMatchObject({
      verdict: "same",
      tries: 3,
      broken: 3,
    });
    expect(await leftIn(session.simulator)).toBe(0);
  });

  test("is fixed on the correct service", async () => {
    expect(await again(await replayFileOf("others-can-read"))).toMatchObject({ verdict: "fixed", broken: 0 });
  });

  test("is blocked, with the reason, where it cannot be put to the test", async () => {
    const replayable = await replayFileOf("others-can-read");
    const server = faulty("others-can-read");
    expect(await again({ ...replayable, rule: "no-such-rule" }, server)).toMatchObject({
      verdict: "blocked",
      reason: "no rule is called no-such-rule",
    });
    const alone = async () => {
      const session = await openTarget(readSettings({}), { simulator: server });
      const { A } = session.target.tokens;
      return { ...session, target: { ...session.target, tokens: A === undefined ? {} : { A } } };
    };
    expect(await again(replayable, server, { open: alone })).toMatchObject({ verdict: "blocked" });
    expect(await again(replayable, server, { most: 3 })).toMatchObject({ verdict: "blocked", broken: 0 });
  });
});
