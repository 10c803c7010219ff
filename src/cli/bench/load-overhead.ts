import autocannon from "autocannon";
import { startGate } from "../../client/gate.ts";
import { driveDirectly } from "../../load/driver.ts";
import { createHistogram } from "../../load/histogram.ts";
import { createLatencyBook } from "../../load/latency.ts";
import type { Stream } from "../../load/scenario.ts";
import { closed } from "../../load/schedule.ts";
import { addExchange, addLag, createStreamTraffic } from "../../load/traffic.ts";
import { clientOf } from "./load-client.ts";
import type { BenchServers } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** How many requests a second go through the gate, the governor and a recorder. */
const throughGate = async (all: BenchServers): Promise<BenchRow> => {
  const server = await all.start({ kind: "instant" });
  const transport = clientOf(server, 1);
  let bytes = 0;
  let recorded = 0;
  // As the recorder does it, but for the disk.
  const unlisten = transport.listen((event) => {
    if (event.type !== "done") return;
    bytes += JSON.stringify(event.exchange).length;
    if (event.exchange.outcome.kind === "answer" && event.exchange.outcome.status === 200) recorded++;
  });
  const gate = await startGate({ transport });
  const rates: number[] = [];
  try {
    for (let round = 0; round < 4; round++) {
      const before = recorded;
      const beganMs = performance.now();
      await autocannon({
        url: `${gate.url}/users/1`,
        connections: 32,
        duration: 3,
        // A thread of its own: what is measured is the gate, not the generator.
        workers: 1,
        headers: { "x-gorest-as": "A" },
      });
      // What was recorded counts, not what the generator says; its own start and end are in the time.
      if (round > 0) rates.push((recorded - before) / ((performance.now() - beganMs) / 1000));
    }
  } finally {
    unlisten();
    await gate.close();
    await transport.close();
  }
  const perS = bytes === 0 ? 0 : median(rates);
  return {
    name: "gate, governor and recording",
    measured: perS,
    target: "at least 5,000",
    unit: "requests/s",
    holds: perS >= 5000,
  };
};

/** The ceiling scenario against plain autocannon, rounds alternating. */
const ceiling = async (all: BenchServers): Promise<BenchRow> => {
  const server = await all.start({ kind: "instant" });
  const url = `${server.url}/users/1`;
  const ratios: number[] = [];
  for (let round = 0; round < 6; round++) {
    const service = createHistogram();
    const ours = await driveDirectly({
      url,
      token: server.token,
      connections: 32,
      forS: 2,
      onAnswer: (_, us) => service.record(us),
    });
    const plain = await autocannon({ url, connections: 32, duration: 2, headers: { authorization: "Bearer none" } });
    if (round > 0) ratios.push(ours.perS / (plain.requests.total / plain.duration));
  }
  const ratio = median(ratios);
  return {
    name: "ceiling scenario over plain autocannon",
    measured: ratio,
    target: "at least 0.95",
    unit: "",
    holds: ratio >= 0.95,
  };
};

/** Ten million requests into a soak's record. */
const constantMemory = (): BenchRow => {
  const stream: Stream = {
    name: "soak",
    as: "A",
    arrivals: closed(1),
    work: "list",
    pace: "paced",
    refused: "retry",
    connections: 1,
  };
  const traffic = createStreamTraffic(stream, undefined, 0, createLatencyBook());
  const heapMiB = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const record = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const startUs = i * 667;
      const us = 500 + ((i * 7919) % 20_000);
      addExchange(traffic, {
        seq: i + 1,
        request: { method: "GET", url: "http://127.0.0.1/public/v2/users/1", headers: [], token: "A" },
        outcome: {
          kind: "answer",
          status: i % 50 === 0 ? 429 : 200,
          headers: [["x-ratelimit-remaining", String(i % 90)]],
          body: "",
        },
        attempt: 1,
        startUs,
        endUs: startUs + us,
        intendedUs: startUs,
      });
      addLag(traffic, startUs, startUs + (i % 900));
    }
  };
  const million = 1_000_000;
  record(0, million);
  const early = heapMiB();
  record(million, 10 * million);
  const growth = heapMiB() - early;
  return {
    name: `memory a soak's record gains from 1 to ${(traffic.sent / million).toFixed(0)} million requests`,
    measured: growth,
    target: "at most 2",
    unit: "MiB",
    holds: growth <= 2 && traffic.sent === 10 * million,
  };
};

export const overhead = async (all: BenchServers): Promise<BenchRow[]> => [
  await throughGate(all),
  await ceiling(all),
  constantMemory(),
];
