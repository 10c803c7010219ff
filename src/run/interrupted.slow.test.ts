import fc from "fast-check";
import { expect, test } from "vitest";
import { properties } from "../../suites/contract/properties.ts";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { createPacer } from "../client/pacing/pacer.ts";
import { createTransport } from "../client/transport.ts";
import { virtualClock } from "../contract/clock.ts";
import { cleanUpMs } from "../contract/ending.ts";
import { statusOf } from "../contract/exchange.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { runContract } from "./run-contract.ts";

// A run that is interrupted at any moment, on a clock of its own: by events, and between them while everybody waits.

type Moment =
  | { readonly kind: "after event"; readonly count: number }
  | { readonly kind: "after refusals"; readonly count: number }
  /** Virtual seconds after the start: nearly always a wait, since nothing else takes time. */
  | { readonly kind: "at second"; readonly atS: number };

/** A service that outlives the run, under its real limit, so that the run waits; `hangs` after so many requests. */
const interruptedRun = async (moment: Moment, hangsAfter = Number.POSITIVE_INFINITY, latencyMs = 20) => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seed: 1, seedUsers: 20 });
  const { A, B } = simulator.tokens;
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { A, B, invalid: "no-such-token" },
    assumedPerMinute: 90,
  };
  const pacer = createPacer({ clock, assumedPerMinute: 90 });
  let asked = 0;
  const adapter = fetchAdapter(
    (request) => (++asked > hangsAfter ? new Promise<Response>(() => {}) : simulator.fetch(request)),
    { clock, latencyMs },
  );
  const transport = createTransport({ target, adapter, clock, pacer });
  const stop = new AbortController();
  let stoppedUs: number | undefined;
  let sentAfter = 0;
  const now = () => {
    stoppedUs ??= clock.nowUs();
    stop.abort(new Error("interrupted"));
  };
  let events = 0;
  let refusals = 0;
  transport.listen((event) => {
    const refused = event.type === "done" && statusOf(event.exchange) === 429;
    if (moment.kind === "after event" && ++events === moment.count) now();
    else if (moment.kind === "after refusals" && refused && ++refusals === moment.count) now();
    else if (stop.signal.aborted && event.type === "sent" && event.sent.purpose !== "cleanup") sentAfter++;
  });
  if (moment.kind === "at second") clock.after(moment.atS * 1000, now);
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const], via: "in process" };
  const { record, whole } = await runContract({ target, info, transport, clock, pacer }, properties, {
    budget: 200,
    seed: 1,
    signal: stop.signal,
  });
  return {
    record,
    whole,
    left: simulator.store.size - 20,
    sentAfter,
    tookS: stoppedUs === undefined ? undefined : (clock.nowUs() - stoppedUs) / 1e6,
  };
};

const moments: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ kind: fc.constant("after event" as const), count: fc.integer({ min: 1, max: 380 }) }),
  fc.record({ kind: fc.constant("at second" as const), atS: fc.integer({ min: 0, max: 70 }) }),
);

const endsWell = ({ record, whole, left, sentAfter, tookS }: Awaited<ReturnType<typeof interruptedRun>>) => {
  // The run was over before.
  if (tookS === undefined) {
    expect(record.outcome).toBe("holds");
    return;
  }
  expect(record.outcome).toBe("interrupted");
  expect(tookS).toBeLessThanOrEqual(cleanUpMs / 1000 + 0.5);
  // Lanes that race may have their next request in hand already.
  expect(sentAfter).toBeLessThanOrEqual(1);
  expect(whole || record.reason?.includes("npm run sweep")).toBe(true);
  if (whole) expect(left).toBe(0);
};

test("wherever a run is interrupted, that is its outcome, it cleans up within its bound and names what stays", async () => {
  await fc.assert(
    fc.asyncProperty(moments, async (moment) => {
      endsWell(await interruptedRun(moment));
    }),
    { numRuns: 8 },
  );
}, 240_000);

test("while it waits for its budget to have room for a burst", async () => {
  // Every whole second of the first waits: which of them it is does not matter.
  for (const atS of [5, 25, 60]) endsWell(await interruptedRun({ kind: "at second", atS }));
}, 240_000);

test("right after it has used up its budget: nothing is left, though Reset is the minute until all is back", async () => {
  const run = await interruptedRun({ kind: "after refusals", count: 10 });
  endsWell(run);
  expect(run).toMatchObject({ whole: true, left: 0 });
  expect(run.record.outcome).toBe("interrupted");
}, 240_000);

test("of a slow service: what it made is deleted in the time there is, several at once", async () => {
  const run = await interruptedRun({ kind: "after event", count: 60 }, undefined, 1900);
  endsWell(run);
  expect(run.record.records.created).toBeGreaterThan(3);
  expect(run).toMatchObject({ whole: true, left: 0 });
}, 240_000);

test("of a service that answers nothing any more: it gives up, and says what may be left", async () => {
  const run = await interruptedRun({ kind: "at second", atS: 3 }, 25);
  endsWell(run);
  expect(run.tookS).toBeDefined();
  expect(run.left).toBeGreaterThan(0);
  expect(run.record.reason).toMatch(/records may be left: npm run sweep/);
});
