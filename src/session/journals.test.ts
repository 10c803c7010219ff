import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApi } from "../client/api.ts";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { createTransport } from "../client/transport.ts";
import { virtualClock } from "../contract/clock.ts";
import { createMarker } from "../generators/marker.ts";
import { watchRecords } from "../load/records.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { sweepJournals } from "./journals.ts";
import { whatStays } from "./open-journals.ts";

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), "gorest-harness-journals-"));
});
afterEach(() => rmSync(reports, { recursive: true, force: true }));

/** No process has this id: it is above what Linux and macOS give out. */
const deadPid = 99_999_999;

/** What a dead run notes that made these. */
const leaveJournal = (baseUrl: string, ids: readonly number[]): void => {
  const lines = [
    { entry: "run", version: 1, baseUrl, startedAt: new Date(0).toISOString() },
    ...ids.map((id, at) => ({ entry: "made", seq: at + 1, as: "A", id })),
  ];
  mkdirSync(join(reports, "journals"));
  writeFileSync(
    join(reports, "journals", `run.${deadPid}.ndjson`),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
};

test("until what a dead run left is removed, it is what stays when a sweep is left at once", async () => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seedUsers: 0 });
  const adapter = fetchAdapter(
    (request) => (request.method === "DELETE" ? new Promise<Response>(() => {}) : simulator.fetch(request)),
    { clock },
  );
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { A: simulator.tokens.A },
    assumedPerMinute: 90,
  };
  const transport = createTransport({ target, adapter, clock });
  const own = watchRecords(transport);
  const marker = createMarker("abcdefgh");
  for (let i = 0; i < 3; i++)
    await createApi(transport.send, { as: "A" }).POST("/users", {
      body: { name: "Ann", gender: "female", status: "active", email: marker.email(1, "ann") },
    });
  leaveJournal(target.baseUrl, [...own.ids]);
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const], via: "in process" };
  const session = { target, info, transport, clock };
  expect(whatStays()).toBeUndefined();

  const stop = new AbortController();
  const deletion = new Promise<void>((resolve) => {
    transport.listen(({ type }) => type === "sent" && resolve());
  });
  const sweeping = sweepJournals(session, reports, { most: 100, signal: stop.signal });
  await deletion;
  expect(whatStays()).toMatch(/^leaving at once; 3 records may be left: npm run sweep/);
  stop.abort(new Error("interrupted"));
  expect(await sweeping).toMatchObject({ removed: 0, whole: false });
  expect(readdirSync(join(reports, "journals"))).toHaveLength(1);
  // A run that goes on after it has not forgotten them.
  expect(whatStays()).toMatch(/3 records may be left/);
});

test("a gateway that lets nobody through costs a sweep one request, and the journal stays", async () => {
  const clock = virtualClock();
  const blocked = () =>
    new Response("error code: 1020", { status: 403, headers: { server: "cloudflare", "cf-ray": "9d1f0-FRA" } });
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { A: "0123456789" },
    assumedPerMinute: 90,
  };
  const transport = createTransport({ target, adapter: fetchAdapter(blocked, { clock }), clock });
  leaveJournal(target.baseUrl, [1, 2, 3]);
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const], via: "in process" };
  const swept = await sweepJournals({ target, info, transport, clock }, reports, { most: 100 });
  expect(swept).toEqual({ removed: 0, requests: 1, whole: false });
  expect(readdirSync(join(reports, "journals"))).toHaveLength(1);
});
