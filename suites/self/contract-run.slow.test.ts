import { afterEach, expect, test } from "vitest";
import { again, closeSessions, faulty, replaysAlike, runWith } from "./testing/contract-runs.ts";
import { runAgainst } from "./testing/run-against.ts";

afterEach(closeSessions);

// What a run against a service may send; on the embedded simulator shrinking is free.
test.each(["created-user-vanishes", "server-error-now-and-then"])(
  "the budget of a run is a ceiling on a server with %s too, shrinking included",
  async (id) => {
    const { record, exchanges } = await runWith(faulty(id), { budget: 240, shrinkRequests: 30 });
    expect(exchanges.length).toBeLessThanOrEqual(240);
    expect(record.outcome).toBe("violated");
    expect(record.records.left).toEqual([]);
  },
);

test.each([
  "update-resets-unnamed-fields",
  "create-race",
  "second-read-is-stale",
  // Each shows in one answer of ten, or takes what other cases did before.
  "read-is-stale-now-and-then",
  "duplicate-email-now-and-then",
  "delete-takes-neighbour-along",
  "ids-at-random",
])(
  "a saved failure of %s is the same on the simulator, whatever it takes, and fixed on the correct one",
  async (id) => {
    expect.hasAssertions();
    await replaysAlike(id);
  },
);

test.each(["truncating-bucket", "interval-bucket", "fixed-window-aligned"] as const)(
  "a run of 240 requests meets 60 an hour of a %s: it ends in minutes, and nothing is left behind",
  async (family) => {
    const benign = { id: "hourly", sentence: "", settings: { family, limit: 60, windowS: 3600 } };
    const { record, whole, exchanges } = await runWith({ benign }, { budget: 240 });
    expect(record.outcome).toBe("holds");
    expect(record.records.left).toEqual([]);
    expect(whole).toBe(true);
    expect(Math.max(...exchanges.map(({ endUs }) => endUs)) / 1e6).toBeLessThan(5 * 60);
    const out = record.verdicts.filter(({ kind }) => kind === "not exercised").map(({ reason }) => reason);
    expect(new Set(out)).toEqual(new Set(["the service's own limit comes back too slowly to wait for"]));
  },
);

test.each([
  ["remaining-not-a-number", "header-types", "preflight"],
  ["create-answers-200", "documented-status", "sentinel-record"],
])(
  "a saved failure of %s, which breaks %s in the run's own %s, is the same and then fixed as well",
  async (id, rule, foundBy) => {
    const { record, replayables } = await runWith(faulty(id), { budget: 240 });
    expect(record.findings.find((finding) => finding.rule.id === rule)).toMatchObject({ foundBy });
    expect(record.findings.map(({ replayFile }) => replayFile)).toEqual(
      replayables.map((replayable) => `replay-${replayable.rule}.json`),
    );
    const replayable = replayables.find((each) => each.rule === rule);
    if (replayable === undefined) throw new Error("it has no replay file");
    expect(await again(replayable, faulty(id))).toMatchObject({ verdict: "same" });
    expect(await again(replayable)).toMatchObject({ verdict: "fixed", broken: 0 });
  },
);

test("a service that finds a public user where it should create one is at fault, and no such user is touched", async () => {
  const { record, exchanges } = await runWith(faulty("create-finds-a-public-user"), {
    budget: 240,
    shrinkRequests: 30,
  });
  expect(record.findings.map(({ rule }) => rule.id)).toContain("ids-are-new");
  const shown = exchanges.flatMap(({ request, outcome }) =>
    request.token === "anonymous" && outcome.kind === "answer" ? [...outcome.body.matchAll(/"id":(\d+)/g)] : [],
  );
  const theirs = new Set(shown.map(([, id]) => id));
  expect(theirs.size).toBeGreaterThan(10);
  const written = exchanges.flatMap(({ request: { method, url } }) =>
    method === "GET" || method === "HEAD" ? [] : (/\/users\/(\d+)/.exec(url)?.[1] ?? []),
  );
  expect(written.filter((id) => theirs.has(id))).toEqual([]);
});

test("a rule that was not exercised gets the reason of its own clause", async () => {
  const { record } = await runAgainst((simulated) => simulated, { secondToken: false });
  const reasonOf = (id: string) => record.verdicts.find(({ rule }) => rule === id)?.reason;
  expect(reasonOf("private-user-hidden-from-others")).toMatch(/did not run: no second token/);
  const blamed = record.verdicts.filter(({ reason }) => reason?.includes("no second token"));
  expect(blamed.map(({ rule }) => rule).sort()).toEqual(["budget-per-token", "private-user-hidden-from-others"]);
});
