import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realClock } from "../../src/contract/clock.ts";
import { type Listening, listen } from "../../src/simulator/listen.ts";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.ts";

/**
 * Runs killed in mid-run, as a machine that loses power kills them. The simulator stands for the service: it is in this
 * process, so that what is left on it can be counted without asking.
 */
const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const rounds = 25;
const seedUsers = 20;

let simulator: Simulator;
let listening: Listening;
let reports: string;

const run = (...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ["--import", "tsx", main, ...args, "--reports", reports], {
    env: {
      PATH: process.env.PATH,
      GOREST_BASE_URL: listening.url,
      GOREST_TOKEN: simulator.tokens.A,
      GOREST_SECOND_TOKEN: simulator.tokens.B,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });

const exitOf = async (child: ChildProcess): Promise<number | null> => (await once(child, "exit"))[0];
/** Users on the service beyond the public seed. */
const left = () => simulator.store.size - seedUsers;

beforeAll(async () => {
  simulator = createSimulator({ clock: realClock, limited: false, seedUsers, latencyMs: 5 });
  listening = await listen(simulator, 0);
  reports = await mkdtemp(join(tmpdir(), "gorest-harness-crash-"));
});
afterAll(async () => {
  await listening.close();
  await rm(reports, { recursive: true, force: true });
});

/**
 * Waits until a run has made something, or has ended. By the ids given: how many users there are says little, since
 * each run first removes what the killed ones left.
 */
const untilMade = async (runs: readonly ChildProcess[]) => {
  const before = simulator.store.lastId;
  const made = () => simulator.store.lastId > before;
  while (!made() && runs.some(({ exitCode }) => exitCode === null)) await realClock.sleep(5);
  expect(made()).toBe(true);
};

test(`after ${2 * rounds} runs killed at random moments, two at a time, a sweep leaves nothing behind`, async () => {
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    const pair = [run("contract", "--budget", "450"), run("contract", "--budget", "450")];
    await untilMade(pair);
    // From the first create to well into the run.
    await realClock.sleep(((round * 37) % 100) * 4);
    most = Math.max(most, left());
    const ends = pair.map(exitOf);
    for (const child of pair) child.kill("SIGKILL");
    await Promise.all(ends);
  }
  expect(most).toBeGreaterThan(0);
  expect(await exitOf(run("sweep"))).toBe(0);
  expect(left()).toBe(0);
  expect(await readdir(join(reports, "journals")).catch(() => [])).toEqual([]);
});

test("what a killed run has recorded can be read: whole lines but for the last", async () => {
  const folders = (await readdir(reports)).filter((name) => name.endsWith("-contract"));
  expect(folders.length).toBeGreaterThan(0);
  for (const folder of folders) {
    const text = await readFile(join(reports, folder, "exchanges.ndjson"), "utf8");
    const lines = text.split("\n").slice(0, -1);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  }
});

test("an interrupted run deletes what it made and ends with exit code 130", async () => {
  const child = run("contract", "--budget", "450");
  await untilMade([child]);
  const end = exitOf(child);
  child.kill("SIGINT");
  expect(await end).toBe(130);
  expect(left()).toBe(0);
});
