import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { loaderArgs, moduleUrl } from "../../contract/package-files.ts";
import { type BenchName, type BenchRow, benches, isBenchName, nodeOptionsFor } from "../../evaluation/bench.ts";
import { exitCode } from "../../session/fail.ts";
import { unknownName } from "../../session/named.ts";
import { table, terminal } from "../terminal.ts";

const main = fileURLToPath(moduleUrl("src/cli/main"));

/** Runs one benchmark in a process of its own. */
const measureApart = (name: BenchName): Promise<readonly BenchRow[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptionsFor(name), ...loaderArgs, main, "bench", name, "--json"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once("error", reject);
    child.once("close", (code) => {
      try {
        // What this same command printed with --json.
        resolve(JSON.parse(text) as readonly BenchRow[]);
      } catch {
        reject(new Error(`the benchmark ${name} ended with ${code} and no figures`));
      }
    });
  });

const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-GB") : value.toPrecision(3);

/** The verb, once its flags are read. */
export const run = async (names: readonly string[], { json = false }: { readonly json?: boolean }): Promise<void> => {
  const { line, note, style } = terminal();
  const chosen = (names.length === 0 ? Object.keys(benches) : names).map((name) => {
    if (isBenchName(name)) return name;
    throw unknownName("bench", name, Object.keys(benches), "npm run bench -- --help");
  });
  const rows: BenchRow[] = [];
  if (json) {
    for (const name of chosen) rows.push(...(await (await benches[name]())()));
    line(JSON.stringify(rows));
  } else {
    note(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`);
    for (const name of chosen) {
      note(`measuring ${name} …`);
      rows.push(...(await measureApart(name)));
    }
    for (const text of table(
      rows.map(({ name, measured, unit, target, holds }) => [
        holds ? style.good("ok") : style.bad("missed"),
        name,
        `${shown(measured)} ${unit}`,
        target,
      ]),
      "",
    ))
      line(text);
  }
  if (rows.some(({ holds }) => !holds)) process.exitCode = exitCode.violated;
};
