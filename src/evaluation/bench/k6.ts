import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paced } from "../../../suites/load/paced.ts";
import { exportK6 } from "../../load/k6/export.ts";
import { gapVariation, spanOf } from "../../load/schedule.ts";
import { startServers } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const windowS = 15;
const limit = 90;

/** Where k6 is not installed there is nothing to compare: it is never needed here. */
const absent: BenchRow = {
  name: "k6 is not on the PATH (go install go.k6.io/k6@latest gets it)",
  measured: 0,
  target: "shown only",
  unit: "",
  holds: true,
};

const installed = (): boolean => {
  try {
    execFileSync("k6", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

const run = (script: string, env: Readonly<Record<string, string>>) =>
  new Promise<number | null>((resolve, reject) => {
    const child = spawn("k6", ["run", "--quiet", script], {
      env: { ...process.env, ...env, K6_NO_USAGE_REPORT: "true" },
      stdio: "ignore",
    });
    child.once("error", reject);
    child.once("close", resolve);
  });

/** The exported `paced` script, run by k6 itself: are the arrivals at the server those of the schedule? */
export const benchK6 = async (): Promise<readonly BenchRow[]> => {
  if (!installed()) return [absent];
  const servers = startServers();
  const folder = mkdtempSync(join(tmpdir(), "k6-"));
  try {
    const server = await servers.start({ kind: "simulator", family: "truncating-bucket", limit, windowS });
    const conditions = {
      kind: "live" as const,
      limit,
      windowS,
      durationS: undefined,
      tokens: ["A" as const],
      mayExceed: false,
      seed: 1,
    };
    const script = join(folder, "paced.js");
    writeFileSync(script, exportK6(paced, conditions).script);
    const code = await run(script, { GOREST_BASE_URL: server.url, GOREST_TOKEN: server.token });
    const [stream] = paced.phases(conditions).flatMap(({ streams }) => streams);
    const planned = stream === undefined ? 0 : Math.floor(((0.88 * limit) / windowS) * spanOf(stream.arrivals) + 1e-6);
    const log = (await server.log()).toSorted((a, b) => a.atMs - b.atMs);
    // One request before them makes the user they read, two after them find and delete it.
    const arrivals = log.slice(1, -2);
    const single = arrivals.filter(({ path }) => /\/users\/\d+$/.test(path)).length / Math.max(1, arrivals.length);
    const variation = gapVariation(arrivals.map(({ atMs }) => atMs)) ?? Number.NaN;
    return [
      {
        name: "k6 run of the exported script: exit code",
        measured: code ?? -1,
        target: "0",
        unit: "",
        holds: code === 0,
      },
      {
        name: `k6: arrivals at the server for ${planned} slots`,
        measured: arrivals.length,
        target: "exact",
        unit: "requests",
        holds: arrivals.length === planned,
      },
      {
        name: "k6: variation of gaps at the server",
        measured: variation,
        target: "at most 0.1",
        unit: "",
        holds: variation <= 0.1,
      },
      {
        name: "k6: share of reads of one user (three in four intended)",
        measured: single,
        target: "0.65 to 0.85",
        unit: "",
        holds: single >= 0.65 && single <= 0.85,
      },
    ];
  } finally {
    servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
