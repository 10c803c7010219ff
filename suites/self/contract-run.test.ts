import { afterEach, describe, expect, test } from "vitest";
import type { Exchange } from "../../src/contract/exchange.ts";
import type { HistoryEvent } from "../../src/contract/history.ts";
import { nonceOf } from "../../src/generators/marker.ts";
import type { ContractOptions } from "../../src/run/contract-options.ts";
import type { ReplayFile } from "../../src/run/finding.ts";
import { type ReplayOptions, replay } from "../../src/run/replay.ts";
import { runContract } from "../../src/run/run-contract.ts";
import { openTarget } from "../../src/session/open-target.ts";
import { readSettings } from "../../src/session/settings.ts";
import { findFault } from "../../src/simulator/faults.ts";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.ts";
import { properties } from "../contract/properties.ts";

// Whole contract runs against the simulator in process: what a run promises beside its verdicts.

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

type Server = Omit<SimulatorOptions, "clock">;
const faulty = (id: string): Server => {
  const fault = findFault(id);
  if (fault === undefined) throw new Error(`no fault is called ${id}`);
  return { fault, seed: 1 };
};

const sessionWith = async (server: Server = {}) => {
  const session = await openTarget(readSettings({}), { simulator: server });
  open.push(() => session.close());
  const exchanges: Exchange[] = [];
  session.transport.listen((event: HistoryEvent) => {
    if (event.type === "done") exchanges.push(event.exchange);
  });
  return { session, exchanges };
};

const runWith = async (server: Server = {}, options: Partial<ContractOptions> = {}) => {
  const { session, exchanges } = await sessionWith(server);
  const result = await runContract(session, properties, { budget: 120, seed: 1, ...options });
  return { ...result, exchanges, simulator: session.simulator };
};

/** Users that carry a mark of ours, whoever owns them, as the simulator itself knows them. */
const leftIn = async (simulator: Simulator | undefined): Promise<number> => {
  if (simulator === undefined) return Number.NaN;
  let found = 0;
  for (const token of [simulator.tokens.A, simulator.tokens.B]) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await simulator.fetch(
      new Request("http://127.0.0.1:4010/public/v2/users?email=.ghx&per_page=100", { headers }),
    );
    found += Number(answer.headers.get("x-pagination-total"));
  }
  return found;
};

describe("the budget of a contract run", () => {
  test.each([10, 20, 45, 90, 240])("of %i requests is a ceiling, and nothing is left behind", async (budget) => {
    const { record, exchanges, simulator } = await runWith({}, { budget });
    expect(exchanges.length).toBeLessThanOrEqual(budget);
    expect(record.requests).toBe(exchanges.length);
    expect(record.records.left).toEqual([]);
    expect(await leftIn(simulator)).toBe(0);
    expect(record.findings).toEqual([]);
  });

  test.each(["delete-answers-200", "created-user-vanishes", "server-error-now-and-then", "id-as-text"])(
    "is a ceiling on a server with %s too, shrinking included",
    async (id) => {
      const { record, exchanges } = await runWith(faulty(id), { budget: 200 });
      expect(exchanges.length).toBeLessThanOrEqual(200);
      expect(record.outcome).toBe("violated");
      expect(record.records.left).toEqual([]);
    },
  );

  test("spends at most 30 requests on making one failing case smaller", async () => {
    const { exchanges, record } = await runWith(faulty("update-resets-unnamed-fields"), { budget: 1000 });
    const [finding] = record.findings;
    expect(finding?.sequence.length).toBeLessThanOrEqual(4);
    const again = exchanges.filter(({ purpose }) => purpose === "again update-keeps-unnamed-fields");
    // Sent again as it was, on an allowance of its own, it takes a handful more.
    expect(again.length).toBeLessThanOrEqual(30 + 10);
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
    const [first, again, other] = [await runWith(), await runWith(), await runWith({}, { seed: 2 })];
    expect(asked(again.exchanges)).toEqual(asked(first.exchanges));
    expect(asked(other.exchanges)).not.toEqual(asked(first.exchanges));
  });

  test("writes only to records it has made itself, at reserved domains", async () => {
    const { exchanges } = await runWith({}, { budget: 450 });
    const made = new Set<string>();
    for (const { request, outcome } of exchanges) {
      const id = /\/users\/(\d+)/.exec(request.url)?.[1];
      if (request.method === "POST" && outcome.kind === "answer" && outcome.status === 201) {
        made.add(String(/"id":(\d+)/.exec(outcome.body)?.[1]));
        expect(outcome.body).toMatch(/\.ghx[0-9a-z]{8}@([a-z0-9-]+\.)*(example|example\.(com|org|net)|test)"/i);
      }
      if (["PUT", "PATCH", "DELETE"].includes(request.method) && id !== undefined) {
        expect([...made, "999999999999999999", "0", "00000"]).toContain(id);
      }
    }
    expect(made.size).toBeGreaterThan(10);
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
    const { record, simulator } = await runWith(faulty("delete-deletes-nothing"), { rules: [] });
    expect(await leftIn(simulator)).toBeGreaterThan(0);
    expect(record.outcome).not.toBe("holds");
  });

  test("says what it did not judge, and why", async () => {
    const { record } = await runWith({}, { budget: 45 });
    const idle = record.verdicts.filter(({ kind }) => kind === "not exercised");
    expect(idle.length).toBeGreaterThan(0);
    for (const { reason } of idle) expect(reason ?? "").not.toBe("");
  });
});

describe("a saved failure", () => {
  const replayFilesOf = async (id: string) => (await runWith(faulty(id), { budget: 240 })).replayables;
  /** The first server on which it shows: what shows in one answer of ten may keep out of a whole run. */
  const shown = async (
    id: string,
  ): Promise<{ readonly server: Server; readonly replayables: readonly ReplayFile[] }> => {
    for (let seed = 1; seed <= 10; seed++) {
      const server = { ...faulty(id), seed };
      const { replayables } = await runWith(server, { budget: 240 });
      if (replayables.length > 0) return { server, replayables };
    }
    throw new Error(`${id} shows under none of ten seeds`);
  };
  /** On a simulator that is opened anew for each try. */
  const again = (replayable: ReplayFile, server: Server = {}, options: Partial<ReplayOptions> = {}) =>
    replay(replayable, {
      open: () => openTarget(readSettings({}), { simulator: { seed: 1, ...server } }),
      nonce: replayable.nonce,
      properties,
      ...options,
    });
  const replayFileOf = async (id: string): Promise<ReplayFile> => {
    const [replayable] = await replayFilesOf(id);
    if (replayable === undefined) throw new Error("nothing was found");
    return replayable;
  };

  test.each([
    "update-resets-unnamed-fields",
    "create-race",
    "second-read-is-stale",
    // Each shows in one answer of ten, or takes what other cases did before.
    "duplicate-email-now-and-then",
    "read-is-stale-now-and-then",
    "delete-takes-neighbour-along",
    "ids-at-random",
  ])("of %s is the same on the simulator, whatever it takes, and fixed on the correct one", async (id) => {
    const { server, replayables } = await shown(id);
    for (const replayable of replayables) {
      expect(await again(replayable, server), replayable.rule).toMatchObject({ verdict: "same" });
    }
    const [replayable] = replayables;
    const correct: Server = server.seed === undefined ? {} : { seed: server.seed };
    if (replayable !== undefined)
      expect(await again(replayable, correct)).toMatchObject({ verdict: "fixed", broken: 0 });
  });

  test.each([
    ["remaining-not-a-number", "header-types", "preflight"],
    ["create-answers-200", "documented-status", "anchor"],
  ])("of %s, which breaks %s in the run's own %s, is the same and then fixed as well", async (id, rule, foundBy) => {
    const { record, replayables } = await runWith(faulty(id), { budget: 240 });
    expect(record.findings.find((finding) => finding.rule.id === rule)).toMatchObject({ foundBy });
    expect(record.findings.map(({ replayFile }) => replayFile)).toEqual(
      replayables.map((replayable) => `replay-${replayable.rule}.json`),
    );
    const replayable = replayables.find((each) => each.rule === rule);
    if (replayable === undefined) throw new Error("it has no replay file");
    expect(await again(replayable, faulty(id))).toMatchObject({ verdict: "same" });
    expect(await again(replayable)).toMatchObject({ verdict: "fixed", broken: 0 });
  });

  test("sent again on a service as it stands leaves nothing behind", async () => {
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
