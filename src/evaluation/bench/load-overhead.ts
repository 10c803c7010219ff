import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import autocannon from "autocannon";
import { undiciAdapter } from "../../client/http/undici-adapter.ts";
import { createRecorder } from "../../client/recorder.ts";
import { startRecordingProxy } from "../../client/recording-proxy.ts";
import { median } from "../../contract/order-statistics.ts";
import { driveDirectly } from "../../load/autocannon.ts";
import { createHistogram } from "../../load/histogram.ts";
import { createLatencyBook } from "../../load/latency.ts";
import { closed } from "../../load/schedule.ts";
import { addExchange, addLag, createStreamTraffic } from "../../load/traffic.ts";
import type { Stream } from "../../load/work.ts";
import { createProxyJudge } from "../../session/proxy-judge.ts";
import { type BenchServers, bareProxy, bareRate, clientOf } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

/** As many requests under way as the ceiling scenario has at most. */
const connections = 128;

interface Through {
  /** Requests a second through the proxy, by rounds. */
  readonly perS: number;
  /** Of what a bare proxy passes on in the same minutes. */
  readonly ofBare: number;
}

/**
 * How many requests a second go through the proxy, the pacer and a recorder that writes to disk; with rules, if wanted, and
 * then those that were judged within that time.
 */
const throughRecordingProxy = async (all: BenchServers, judged: boolean): Promise<Through> => {
  const server = await all.start({ kind: "instant" });
  const adapter = undiciAdapter({ connections: 4096 });
  const transport = clientOf(server, { pacedWindowS: 1, adapter });
  const folder = mkdtempSync(join(tmpdir(), "gorest-bench-"));
  const file = openSync(join(folder, "exchanges.ndjson"), "w");
  const recorder = createRecorder((line) => writeFileSync(file, line));
  const judge = judged
    ? createProxyJudge({
        basePath: new URL(server.url).pathname.replace(/\/$/, ""),
        seed: 1,
        stays: true,
        onBroken: () => {},
        onUnspecified: () => {},
      })
    : undefined;
  const done = () => recorder.written() - (judge?.behind() ?? 0);
  const unlisten = transport.listen((event) => {
    recorder.listener(event);
    judge?.listener(event);
  });
  const proxy = await startRecordingProxy({ transport });
  const bare = await bareProxy(server);
  const rates: number[] = [];
  const ratios: number[] = [];
  try {
    for (let round = 0; round < 5; round++) {
      // The first round is for compiling as well.
      const how = { connections, warmS: round === 0 ? 4 : 1, forS: 4 };
      let before = 0;
      let beganMs = 0;
      await bareRate(proxy.url, {
        ...how,
        onWarm: () => {
          before = done();
          beganMs = performance.now();
        },
      });
      // What was recorded and judged counts, not what the generator says.
      const perS = (done() - before) / ((performance.now() - beganMs) / 1000);
      rates.push(perS);
      ratios.push(perS / (await bareRate(bare.url, how)));
    }
  } finally {
    unlisten();
    await bare.close();
    await proxy.close();
    await judge?.close();
    await adapter.close?.();
    await transport.close();
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
  const failure = recorder.failure();
  if (failure !== undefined) throw failure;
  return { perS: median(rates), ofBare: median(ratios) };
};

const proxyRows = async (all: BenchServers): Promise<BenchRow[]> => {
  const plain = await throughRecordingProxy(all, false);
  const judged = await throughRecordingProxy(all, true);
  const shown = { target: "shown only", holds: true } as const;
  const ofBare = "the same, of what a proxy of node:http and undici that does nothing passes on";
  return [
    {
      name: "proxy, pacer and recording to disk",
      measured: plain.perS,
      target: "at least 5,000",
      unit: "requests/s",
      holds: plain.perS >= 5000,
    },
    { name: ofBare, measured: plain.ofBare, unit: "", ...shown },
    { name: "proxy, pacer, recording to disk and all rules", measured: judged.perS, unit: "requests/s", ...shown },
    { name: ofBare, measured: judged.ofBare, unit: "", ...shown },
  ];
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

/** The series of seconds grows up to 1,800 of them; nothing else may. */
const mostGrowthMiB = 32;

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
    target: `at most ${mostGrowthMiB}`,
    unit: "MiB",
    holds: growth <= mostGrowthMiB && traffic.sent === 10 * million,
  };
};

export const overhead = async (all: BenchServers): Promise<BenchRow[]> => [
  ...(await proxyRows(all)),
  await ceiling(all),
  constantMemory(),
];
