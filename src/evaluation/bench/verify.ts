import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Exchange, Header } from "../../contract/exchange.ts";
import type { BenchRow } from "./simulator.ts";

const base = "http://127.0.0.1:4010/public/v2";
const mebibyte = 1024 * 1024;

const limits: readonly Header[] = [
  ["x-ratelimit-limit", "90"],
  ["x-ratelimit-remaining", "89"],
  ["x-ratelimit-reset", "1"],
];
const bare: readonly Header[] = [["cache-control", "no-cache"], ...limits];
const etagOf = (body: string) => `W/"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
const json = (body: string): readonly Header[] => [
  ["content-type", "application/json; charset=utf-8"],
  ["cache-control", "max-age=0, private, must-revalidate"],
  ...limits,
  ["etag", etagOf(body)],
];

/** The life of one user in ten exchanges, a second apart so that the pace is none a limiter would refuse. */
function* lifeOf(id: number, firstSeq: number): Generator<Exchange> {
  const email = `n${id}.c1.ghxbenchrun@example.com`;
  const made = { id, name: `User ${id}`, email, gender: "male", status: "active" };
  const changed = { ...made, name: `Changed ${id}` };
  let seq = firstSeq;
  const exchange = (
    method: string,
    path: string,
    status: number,
    answer: unknown,
    sent?: unknown,
    extra: readonly Header[] = [],
  ): Exchange => {
    const body = answer === undefined ? "" : JSON.stringify(answer);
    const startUs = seq * 1_000_000;
    const head =
      status === 204 ? bare : status >= 400 ? [...json(body).slice(0, 1), ...bare] : [...json(body), ...extra];
    return {
      seq: seq++,
      request: {
        method,
        url: `${base}${path}`,
        headers: sent === undefined ? [] : [["content-type", "application/json"]],
        token: "A",
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      },
      outcome: { kind: "answer", status, headers: head, body },
      attempt: 1,
      startUs,
      endUs: startUs + 20_000,
    };
  };
  const one = `/users/${id}`;
  const page = (total: number): readonly Header[] => [
    ["x-pagination-total", String(total)],
    ["x-pagination-pages", String(total)],
    ["x-pagination-page", "1"],
    ["x-pagination-limit", "10"],
    ["x-links-current", `${base}/users?page=1`],
    ["x-links-next", ""],
    ["x-links-previous", ""],
  ];
  const { id: _, ...fields } = made;
  yield exchange("POST", "/users", 201, made, fields, [["location", `${base}${one}`]]);
  yield exchange("GET", one, 200, made);
  yield exchange("PATCH", one, 200, changed, { name: changed.name });
  yield exchange("GET", one, 200, changed);
  yield exchange("GET", `/users?email=${encodeURIComponent(email)}`, 200, [changed], undefined, page(1));
  yield exchange("PATCH", one, 422, [{ field: "name", message: "can't be blank" }], { name: "" });
  yield exchange("GET", one, 200, changed);
  yield exchange("DELETE", one, 204, undefined);
  yield exchange("GET", one, 404, { message: "Resource not found" });
  yield exchange("GET", `/users?email=${encodeURIComponent(email)}`, 200, [], undefined, page(0));
}

const perLife = 10;

const write = async (path: string, exchanges: number): Promise<void> => {
  const file = createWriteStream(path, { highWaterMark: 4 * mebibyte });
  for (let life = 0; life < exchanges / perLife; life++) {
    let lines = "";
    for (const exchange of lifeOf(life + 1, life * perLife + 1)) lines += `${JSON.stringify(exchange)}\n`;
    if (!file.write(lines)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
};

/** Runs `verify` as a user would, in a process of its own; says how long it took and how much memory it ever held. */
const verify = async (
  path: string,
): Promise<{ readonly seconds: number; readonly peakBytes: number; readonly exit: number }> => {
  const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
  const watch = `process.on("exit", () => process.send(process.resourceUsage().maxRSS * 1024));`;
  const args = [
    "--import",
    "tsx",
    "--import",
    `data:text/javascript,${encodeURIComponent(watch)}`,
    main,
    "verify",
    path,
  ];
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  let peakBytes = Number.NaN;
  child.on("message", (bytes) => {
    peakBytes = Number(bytes);
  });
  const [exit] = await once(child, "exit");
  return { seconds: (performance.now() - startedMs) / 1000, peakBytes, exit: Number(exit) };
};

/** `verify` over a million recorded exchanges: linear in time, bounded in memory. */
export const benchVerify = async (): Promise<readonly BenchRow[]> => {
  const folder = await mkdtemp(join(tmpdir(), "gorest-harness-"));
  try {
    const sizes = [250_000, 1_000_000] as const;
    const results = [];
    for (const size of sizes) {
      const path = join(folder, `${size}.ndjson`);
      await write(path, size);
      results.push(await verify(path));
      await rm(path);
    }
    const [quarter, whole] = results;
    if (quarter === undefined || whole === undefined) return [];
    const failed = results.filter(({ exit }) => exit !== 0).length;
    const growth = whole.seconds / quarter.seconds;
    const peak = whole.peakBytes / mebibyte;
    return [
      {
        name: "verify, runs that did not end with exit code 0",
        measured: failed,
        target: "0",
        unit: "",
        holds: failed === 0,
      },
      { name: "verify, 1,000,000 exchanges", measured: whole.seconds, unit: "s", target: "shown only", holds: true },
      {
        name: "verify, 1,000,000 / 250,000 exchanges, time",
        measured: growth,
        unit: "x",
        target: "<= 4.5",
        holds: growth <= 4.5,
      },
      {
        name: "verify, 1,000,000 exchanges, peak memory",
        measured: peak,
        unit: "MiB",
        target: "< 512",
        holds: peak < 512,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
