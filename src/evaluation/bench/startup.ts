import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "../../contract/order-statistics.ts";
import { loaderArgs, packageRoot } from "../../contract/package-files.ts";
import type { BenchRow } from "./simulator.ts";

const main = fileURLToPath(new URL("src/cli/start.mjs", packageRoot));
const rounds = 7;

/** How long a process takes from its start to its end, ms. */
const tookMs = (args: readonly string[]): number => {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begun;
};

/** What a person waits for at the prompt, beside a process that does nothing; in turn, so that all meet the same machine. */
export const benchStartup = async (): Promise<readonly BenchRow[]> => {
  const reports = mkdtempSync(join(tmpdir(), "gorest-startup-"));
  const empty: number[] = [];
  const help: number[] = [];
  const run: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      empty.push(tookMs([...loaderArgs, "-e", "1"]));
      help.push(tookMs([main, "contract", "--help"]));
      run.push(tookMs([main, "contract", "--budget", "90", "--seed", "1", "--reports", reports]));
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  const row = (name: string, times: readonly number[], most: number): BenchRow => {
    const measured = median(times) / median(empty);
    return { name, measured, target: `≤ ${most} × an empty process`, unit: "×", holds: measured <= most };
  };
  return [
    { name: "startup: an empty process", measured: median(empty), target: "shown only", unit: "ms", holds: true },
    row("startup: contract --help", help, 2),
    row("startup: contract --budget 90", run, 5),
  ];
};
