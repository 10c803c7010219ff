import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp2Server } from "node:http2";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FetchHandler } from "../../src/client/http/fetch-adapter.ts";
import { realClock } from "../../src/contract/clock.ts";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { type Ended, run, start } from "./testing/command-line.ts";
import {
  after,
  always,
  answer,
  type BoxOnPort,
  boxOnPort,
  every,
  type Habit,
  middleBox,
  type OnPortOptions,
  ray,
  replies,
} from "./testing/middle-box.ts";

/** Real processes, one of each verb that asks a service, behind a box on a port. */

const { cloudflareJson, cloudflareText, page } = replies;
const blocked = answer(cloudflareJson(403, 1020));
const namesRay = new RegExp(`Cloudflare answered 403 .*ray ${ray}`);

let simulator: Simulator;
let publicUsers: number;
let reports: string;
let box: BoxOnPort | undefined;
let handler: FetchHandler;

beforeEach(() => {
  simulator = createSimulator({ clock: realClock, seed: 1, limit: 3000 });
  publicUsers = simulator.store.size;
  reports = mkdtempSync(join(tmpdir(), "gorest-gateways-"));
});
afterEach(async () => {
  await box?.close();
  rmSync(reports, { recursive: true, force: true });
});

const stand = async (habit?: Habit, options?: OnPortOptions): Promise<BoxOnPort> => {
  handler = habit === undefined ? simulator.fetch : middleBox(habit, simulator.fetch);
  box = await boxOnPort((request) => handler(request), options);
  return box;
};
/** The habit is gone; the address stays. */
const lift = () => {
  handler = simulator.fetch;
};
/** What a run needs to know of the service. */
const env = ({ url }: BoxOnPort) => ({
  GOREST_BASE_URL: url,
  GOREST_TOKEN: simulator.tokens.A,
  GOREST_SECOND_TOKEN: simulator.tokens.B,
});
const ask = (at: BoxOnPort, ...args: readonly string[]): Promise<Ended> =>
  run([...args, "--reports", reports], env(at));
const journals = (): readonly string[] => {
  try {
    return readdirSync(join(reports, "journals"));
  } catch {
    return [];
  }
};
const exchangesOf = (kind: string): string => {
  const folder = readdirSync(reports).find((name) => name.endsWith(`-${kind}`));
  return join(reports, String(folder), "exchanges.ndjson");
};
const left = () => simulator.store.size - publicUsers;

describe("a block from the start is exit code 2 within six requests, naming who blocks and the ray", () => {
  test.each([
    ["contract", []],
    ["load", ["--scenario", "paced", "--duration", "5s"]],
    ["nightly", ["--scenario", "paced"]],
    ["sweep", []],
  ] as const)("%s", async (verb, args) => {
    const at = await stand({ deed: blocked, to: always });
    const { code, out, err } = await ask(at, verb, ...args);
    expect(code, out + err).toBe(2);
    expect(out + err).toMatch(namesRay);
    expect(out).not.toMatch(/violated [a-z-]+ \(must\)|contract is violated/);
    expect(at.requests()).toBeLessThanOrEqual(6);
  });

  test("contract, where an earlier run has left a journal: it stays", async () => {
    const at = await stand({ deed: blocked, to: always });
    mkdirSync(join(reports, "journals"));
    const entries = [
      { entry: "run", version: 1, baseUrl: at.url, startedAt: "2026-01-01T00:00:00.000Z" },
      ...Array.from({ length: 40 }, (_, n) => ({ entry: "made", seq: n, as: "A", id: 7_000_000 + n })),
    ];
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    // No process has this number: Linux gives none above four million.
    writeFileSync(join(reports, "journals", "an-earlier-run.9999999.ndjson"), text);
    const { code, out } = await ask(at, "contract", "--budget", "240");
    expect(code, out).toBe(2);
    expect(out).toMatch(namesRay);
    expect(at.requests()).toBeLessThanOrEqual(8);
    expect(journals().map((name) => readFileSync(join(reports, "journals", name), "utf8"))).toEqual([text]);
  });
});

describe("a block that begins in mid-run is exit code 2, and what is left is journalled for a sweep", () => {
  test.each([
    // Other answers are tried in process, in gateway-forms.slow.test.ts.
    ["contract", ["--budget", "240"], answer(cloudflareText(403, 1020)), /error code 1020/],
    ["load", ["--scenario", "paced", "--duration", "10s"], blocked, namesRay],
    ["nightly", ["--scenario", "paced", "--budget", "240"], blocked, namesRay],
  ] as const)("%s %s", async (verb, args, deed, reason) => {
    const at = await stand({ deed, to: after(60) });
    const { code, out, err } = await ask(at, verb, ...args);
    expect(code, out + err).toBe(2);
    expect(out + err).toMatch(reason);
    expect(at.requests()).toBeLessThan(60 + 60);
    expect(left()).toBeGreaterThan(0);
    expect(journals()).toHaveLength(1);
    lift();
    const swept = await ask(at, "sweep");
    expect(swept.code, swept.out + swept.err).toBe(0);
    expect(left()).toBe(0);
    expect(journals()).toEqual([]);
  });
});

describe("single answers of a gateway, and connections that end as they may, change no verdict", () => {
  test.each<readonly [string, Habit["deed"]]>([
    // Other answers are tried in process, in gateway-forms.slow.test.ts.
    ["a 504 page after the act", { do: "answer after the act", reply: page(504, "x") }],
    ["a reset connection after the act", { do: "break off after the act" }],
  ])("contract: %s every twentieth time", async (_, deed) => {
    const { code, out, err } = await ask(await stand({ deed, to: every(20) }), "contract", "--budget", "160");
    expect(code, out + err).toBe(0);
    expect(left()).toBe(0);
    expect(journals()).toEqual([]);
  });

  test.each<readonly [string, OnPortOptions]>([
    ["is kept for a millisecond", { idleMs: 1 }],
    ["is destroyed after each answer", { closes: "at once" }],
    ["is ended after each answer", { closes: "with an end" }],
  ])("contract: a connection %s", async (_, options) => {
    const { code, out, err } = await ask(await stand(undefined, options), "contract", "--budget", "120");
    expect(code, out + err).toBe(0);
    expect(left()).toBe(0);
  });
});

test("load: what a gateway's answers and pauses took from the figures is no failure of the service, exit code 3", async () => {
  const at = await stand({ deed: answer(cloudflareJson(502, 502, 1)), to: every(20) });
  const { code, out, err } = await ask(at, "load", "--scenario", "paced", "--duration", "10s");
  expect(code, out + err).toBe(3);
  expect(left()).toBe(0);
});

describe("proxy and verify", () => {
  const throughGate = async (at: BoxOnPort, requests: number): Promise<Ended> => {
    const { child, ended } = start(["proxy", "--port", "0", "--reports", reports], env(at));
    const url = await new Promise<string>((resolve) => {
      let text = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const found = /proxy: +(\S+)/.exec(text)?.[1];
        if (found !== undefined && text.includes("Ctrl-C")) resolve(found);
      });
    });
    for (let n = 0; n < requests; n++) await (await fetch(`${url}/users?per_page=1&page=${n + 1}`)).text();
    child.kill("SIGINT");
    return ended;
  };

  test("a proxy behind a block says whose answers they were, exit code 2; so does verify of its record", async () => {
    const { code, out, err } = await throughGate(await stand({ deed: blocked, to: always }), 5);
    expect(code, out + err).toBe(2);
    expect(out).toMatch(namesRay);
    expect(out).toContain("5 of 5 answers were not the service's");
    expect(out).toContain("0 rules violated");
    const verified = await run(["verify", exchangesOf("proxy")]);
    expect(verified.code, verified.out + verified.err).toBe(2);
    expect(verified.err).toMatch(/no answer in it is the service's, so nothing of it was judged: Cloudflare/);
    expect(verified.out).not.toMatch(/[1-9]\d* violated/);
  });

  test("one answer of a gateway among many leaves the rest judged, exit code 0", async () => {
    const { code, out, err } = await throughGate(await stand({ deed: blocked, to: every(12) }), 15);
    expect(code, out + err).toBe(0);
    expect(out).toMatch(namesRay);
    const verified = await run(["verify", exchangesOf("proxy")]);
    expect(verified.code, verified.out + verified.err).toBe(0);
    expect(verified.out).toContain("1 of 15 answers were not the service's and prove nothing of it");
  });

  test("a block that begins in mid-way and stays is exit code 2 as well, however much was answered before", async () => {
    const { code, out, err } = await throughGate(await stand({ deed: blocked, to: after(70) }), 76);
    expect(code, out + err).toBe(2);
    expect(out).toContain("the last 6 answers were not the service's: Cloudflare answered 403");
    const verified = await run(["verify", exchangesOf("proxy")]);
    expect(verified.code, verified.out + verified.err).toBe(2);
    expect(verified.err).toContain("the last 6 answers were not the service's");
  });

  test("where every fifth answer is a gateway's, too little was heard: exit code 2", async () => {
    const { code, out, err } = await throughGate(await stand({ deed: blocked, to: every(5) }), 50);
    expect(code, out + err).toBe(2);
    expect(out).toContain("10 of 50 answers were not the service's, too many to say that it holds");
  });
});

describe("what answers in no HTTP/1.1 that can be read is named: exit code 2", () => {
  const folded = "HTTP/1.1 200 OK\r\nContent-Type: application/json;\r\n charset=utf-8\r\nContent-Length: 2\r\n\r\n[]";
  test.each<readonly [string, () => Server]>([
    ["a box that folds headers", () => createServer((socket) => socket.on("data", () => socket.write(folded)))],
    ["a server of HTTP/2 alone", () => createHttp2Server()],
  ])("%s", async (_, make) => {
    const server = make();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { code, out } = await run(["contract", "--budget", "20", "--reports", reports], {
      GOREST_BASE_URL: `http://127.0.0.1:${port}/public/v2`,
      GOREST_TOKEN: "no-such-token",
    });
    server.close();
    expect(code).toBe(2);
    expect(out).toContain("answers, but not in HTTP/1.1 that can be read");
  });
});
