import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realClock } from "../../src/contract/clock.ts";
import { seededRandom } from "../../src/contract/random.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator.ts";
import {
  type Habit,
  isServed,
  journalsIn,
  type Running,
  type Service,
  startCommand,
  startService,
  startVerb,
  until,
} from "./testing/cut-off.ts";

/**
 * Real processes that are cut off, at moments known from what they say or from what the service sees, in every way a
 * command is ended: each tells the truth by its exit code, writes its report, and leaves nothing that it does not name.
 */

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gorest-harness-cut-off-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const newFolder = () => mkdtemp(join(folder, "reports-"));

const isDelete: Parameters<Service["came"]>[0] = ({ method }) => method === "DELETE";
const isCreate: Parameters<Service["came"]>[0] = ({ method }) => method === "POST";
const isLastLook: Parameters<Service["came"]>[0] = ({ url }) => url.includes("per_page=100") && url.includes("email=");
const nth =
  (wanted: number): Parameters<Service["came"]>[0] =>
  (_, count) =>
    count === wanted;

/** When to cut off. */
type Moment = (running: Running, service: Service) => Promise<unknown>;
const came =
  (wanted: Parameters<Service["came"]>[0]): Moment =>
  (_, service) =>
    service.came(wanted);
const said =
  (pattern: RegExp): Moment =>
  (running) =>
    running.said(pattern);
const waitsForBudget = said(/waiting \d+ s for budget/);

/** How to cut off. */
type Cut = (running: Running, service: Service) => Promise<void> | void;
const signal =
  (name: NodeJS.Signals): Cut =>
  ({ child }) => {
    child.kill(name);
  };
/** A second time at the first sign of cleaning up, or once so much is said. */
const twice =
  (second: Moment): Cut =>
  async (running, service) => {
    const again = second(running, service);
    running.child.kill("SIGINT");
    await again;
    // One Ctrl-C may come twice; a person's second comes later than that.
    await realClock.sleep(400);
    running.child.kill("SIGINT");
  };
const closed =
  (...outputs: readonly ("stdout" | "stderr")[]): Cut =>
  ({ child }) => {
    for (const output of outputs) child[output]?.destroy();
  };
/** What a terminal that is gone does to the command in it. */
const terminalGone: Cut = (running, service) => {
  void closed("stdout", "stderr")(running, service);
  running.child.kill("SIGHUP");
};

/** `perhaps`: how much can be deleted in the time there is depends on the budget that comes back in it. */
type Leaves = "nothing" | "something" | "perhaps";

interface Row {
  readonly name: string;
  readonly args: readonly string[];
  readonly habit?: Habit;
  readonly service?: Partial<SimulatorOptions>;
  readonly at: Moment;
  readonly cut: Cut;
  /** Default 130. */
  readonly code?: number;
  /** Something stays. Default: nothing. */
  readonly leaves?: Leaves;
  /** No report: it ended before it could be written. */
  readonly noReport?: true;
}

/** A service with a limit that a run of this budget uses up at once. */
const small = { limit: 20, windowS: 60 };
/** For load: a window as `--window` says. */
const quick = { limit: 90, windowS: 4 };
const contract = ["contract", "--budget", "120", "--seed", "1"];
const load = ["load", "--scenario", "paced", "--window", "4", "--seed", "1"];
const hangFrom =
  (first: number): Habit =>
  (_, count) =>
    count >= first ? "hang" : undefined;

const rows: readonly Row[] = [
  {
    name: "contract, one request hangs, INT",
    args: contract,
    service: { limited: false },
    habit: (_, count) => (count === 30 ? "hang" : undefined),
    at: came(nth(30)),
    cut: signal("SIGINT"),
  },
  {
    name: "contract, a create has happened and hangs, TERM",
    args: contract,
    service: { limited: false },
    habit: ({ method }, count) => (method === "POST" && count > 20 ? "act and hang" : undefined),
    at: came(({ method }, count) => method === "POST" && count > 20),
    cut: signal("SIGTERM"),
  },
  {
    name: "contract, everything hangs, INT",
    args: contract,
    service: { limited: false },
    habit: hangFrom(25),
    at: came(nth(25)),
    cut: signal("SIGINT"),
    leaves: "something",
  },
  {
    name: "contract, everything hangs, INT twice",
    args: contract,
    service: { limited: false },
    habit: hangFrom(25),
    at: came(nth(25)),
    cut: twice(said(/stopping/)),
    leaves: "something",
    noReport: true,
  },
  {
    name: "contract, waits for budget, INT",
    args: contract,
    service: small,
    at: waitsForBudget,
    cut: signal("SIGINT"),
    leaves: "perhaps",
  },
  {
    name: "contract, waits for budget, stderr closed",
    args: contract,
    service: small,
    at: waitsForBudget,
    cut: closed("stderr"),
    leaves: "perhaps",
  },
  {
    name: "contract, between retries, INT",
    args: contract,
    service: { limited: false },
    habit: ({ method }, count) => (method === "GET" && count > 20 ? "bad gateway" : undefined),
    at: came(({ method }, count) => method === "GET" && count > 20),
    cut: signal("SIGINT"),
    // What was refused may have been made for all that: whether there was such a create, the last look cannot tell.
    leaves: "perhaps",
  },
  {
    // The last one, or one before it while its records pile up.
    name: "contract, a look at all its records hangs, TERM",
    args: contract,
    service: { limited: false },
    habit: (request, count) => (isLastLook(request, count) ? "hang" : undefined),
    at: came(isLastLook),
    cut: signal("SIGTERM"),
    leaves: "perhaps",
  },
  {
    name: "contract, while the report is written, INT",
    args: contract,
    service: { limited: false },
    at: said(/holds/),
    cut: signal("SIGINT"),
    code: 0,
  },
  {
    // Its plan is written next, which shows that nobody reads.
    name: "contract, stdout closed before its plan",
    args: contract,
    service: { limited: false },
    at: said(/^target/m),
    cut: closed("stdout"),
  },
  {
    name: "load, the first create hangs, TERM",
    args: load,
    service: quick,
    habit: ({ method }) => (method === "POST" ? "act and hang" : undefined),
    at: came(isCreate),
    // It is looked up by its e-mail, and deleted.
    cut: signal("SIGTERM"),
  },
  {
    name: "contract, waits for budget, its terminal is gone",
    args: contract,
    service: small,
    at: waitsForBudget,
    cut: terminalGone,
    leaves: "perhaps",
  },
  { name: "load, under way, INT", args: load, service: quick, at: came(nth(20)), cut: signal("SIGINT") },
  { name: "load, under way, stdout closed", args: load, service: quick, at: came(nth(20)), cut: closed("stdout") },
  {
    name: "load, everything hangs, HUP",
    args: load,
    service: quick,
    habit: hangFrom(10),
    at: came(nth(12)),
    cut: signal("SIGHUP"),
    leaves: "something",
  },
  {
    name: "load, a deletion hangs, INT twice",
    args: load,
    service: quick,
    habit: ({ method }) => (method === "DELETE" ? "hang" : undefined),
    at: came(nth(20)),
    cut: twice(came(isDelete)),
    leaves: "something",
    noReport: true,
  },
  {
    name: "nightly, the contract waits for budget, TERM",
    args: ["nightly", "--budget", "120", "--scenario", "paced", "--seed", "1"],
    service: small,
    at: waitsForBudget,
    cut: signal("SIGTERM"),
    leaves: "perhaps",
  },
  {
    name: "nightly, in its load, INT",
    args: ["nightly", "--budget", "40", "--scenario", "paced", "--seed", "1"],
    service: { limit: 300 },
    at: async (running, service) => {
      await running.said(/^load$/m);
      await service.came(({ method }) => method === "GET");
    },
    cut: signal("SIGINT"),
  },
];

/** The newest record in a reports folder. */
const newestRun = (reports: string): { readonly contract?: { outcome: string }; readonly load?: { outcome: string } } =>
  JSON.parse(readFileSync(join(reports, "latest", "run.json"), "utf8"));

/** All that was told: on the outputs, and in the record where there is one. */
const toldBy = (running: Pick<Running, "text">, reports: string): string => {
  const record = join(reports, "latest", "run.json");
  return running.text() + (existsSync(record) ? readFileSync(record, "utf8") : "");
};

/** Nothing is left; or the journal names it, and what was told says how to remove it, and that removes it. */
const leavesNothingUntold = async (
  running: Pick<Running, "text">,
  service: Service,
  reports: string,
  leaves: Leaves = "nothing",
) => {
  const journals = journalsIn(reports).length;
  if (leaves !== "perhaps") expect(journals).toBe(leaves === "something" ? 1 : 0);
  if (journals > 0) {
    expect(toldBy(running, reports)).toContain("npm run sweep");
    service.thaw();
    const sweep = startVerb(["sweep", "--reports", reports], service.env);
    expect(await sweep.ended, sweep.text()).toBe(0);
  }
  expect(service.left()).toBe(0);
  expect(journalsIn(reports)).toEqual([]);
};

describe.concurrent("a run that is cut off", () => {
  test.each(rows.map((row) => [row.name, row] as const))(
    "%s",
    async (_, { args, habit, service: options, at, cut, code = 130, leaves, noReport }) => {
      const service = await startService(habit, options);
      const reports = await newFolder();
      try {
        const running = startVerb([...args, "--reports", reports], service.env);
        await at(running, service);
        await cut(running, service);
        const ended = await running.ended;
        // Once all is said and done nobody listens any more, and the signal itself ends what is left of the process.
        const over = code === 0 && ended === null && running.text().includes("(exit code 0)");
        expect(over ? 0 : ended, running.text()).toBe(code);
        expect(running.text()).not.toMatch(/defect|unexpected/);
        if (noReport !== true) {
          const { contract, load } = newestRun(reports);
          const outcomes = [contract?.outcome, load?.outcome];
          if (code === 130) expect(outcomes).toContain("interrupted");
          expect(readdirSync(join(reports, "latest"))).toContain("report.html");
        }
        await leavesNothingUntold(running, service, reports, leaves);
      } finally {
        await service.close();
      }
    },
  );

  test("contract on the embedded simulator, TERM", async () => {
    const reports = await newFolder();
    // In virtual time, for about a minute.
    const running = startVerb(["contract", "--budget", "20000", "--reports", reports]);
    await running.said(/^limit/m);
    running.child.kill("SIGTERM");
    expect(await running.ended, running.text()).toBe(130);
    expect(newestRun(reports).contract?.outcome).toBe("interrupted");
    expect(running.text()).not.toContain("npm run sweep");
  });

  test("into head -2", async () => {
    const service = await startService(undefined, quick);
    const reports = await newFolder();
    const verb = `"${process.execPath}" src/cli/start.mjs ${load.join(" ")} --reports "${reports}"`;
    const running = startCommand("sh", ["-c", `{ ${verb}; echo "code $?" >&2; } | head -2`], service.env);
    await running.ended;
    expect(running.text()).toContain("code 130");
    expect(newestRun(reports).load?.outcome).toBe("interrupted");
    await leavesNothingUntold(running, service, reports);
    await service.close();
  });
});

describe.concurrent("a run that is ended while it is loaded", () => {
  test.each([0, 120, 400])("%i ms after its start", async (ms) => {
    // Nothing is answered: however late the signal comes, the run is not over.
    const service = await startService(() => "hang");
    const reports = await newFolder();
    const running = startVerb([...contract, "--reports", reports], service.env);
    await realClock.sleep(ms);
    running.child.kill("SIGINT");
    const code = await running.ended;
    // Before the first line of ours is read, the signal itself ends it: to a shell that is 130 too.
    expect(code ?? running.child.signalCode, running.text()).toBe(code === null ? "SIGINT" : 130);
    await leavesNothingUntold(running, service, reports, "perhaps");
    await service.close();
  });
});

describe.concurrent("a run of npm that is cut off", () => {
  const npm = (args: readonly string[], service: Service | undefined) =>
    startCommand("npm", ["run", args[0] ?? "", "--", ...args.slice(1)], service?.env, { detached: true });
  const endings: readonly (readonly [string, readonly string[], Partial<SimulatorOptions>, Moment, Cut])[] = [
    ["contract, TERM to npm alone", contract, small, waitsForBudget, signal("SIGTERM")],
    [
      "contract, TERM to the whole group",
      contract,
      small,
      waitsForBudget,
      ({ child }) => {
        process.kill(-(child.pid ?? 0), "SIGTERM");
      },
    ],
    ["load, npm killed with -9", load, quick, came(nth(20)), signal("SIGKILL")],
  ];
  test.each(endings)("%s", async (name, args, options, at, cut) => {
    const service = await startService(undefined, options);
    const reports = await newFolder();
    const running = npm([...args, "--reports", reports], service);
    await at(running, service);
    await cut(running, service);
    // Our process holds npm's outputs: they close when it has ended.
    const code = await running.ended;
    if (!name.includes("-9")) expect(code).toBe(130);
    const { contract: asked, load: sent } = newestRun(reports);
    expect((asked ?? sent)?.outcome).toBe("interrupted");
    await leavesNothingUntold(running, service, reports, "perhaps");
    await service.close();
  });

  test.each(["SIGTERM", "SIGKILL"] as const)("the simulator, %s to npm alone: its port is free", async (name) => {
    const running = npm(["simulator", "--port", "0"], undefined);
    const [, url = ""] = await running.said(/simulator: (\S+)/);
    expect(await isServed(`${url}/users`)).toBe(true);
    const gone = new Promise<number | null>((resolve) => running.child.once("exit", resolve));
    running.child.kill(name);
    const code = await gone;
    // Told to end, npm waits for us; killed, it cannot.
    if (name === "SIGTERM") expect(code).toBe(0);
    else await running.ended;
    expect(await isServed(`${url}/users`)).toBe(false);
  });
});

describe.concurrent("a server is ended", () => {
  const ends = [
    ["SIGINT", 0],
    ["SIGTERM", 0],
    ["SIGHUP", 130],
  ] as const;
  test.each(ends)("the simulator by %s: exit code %i", async (name, code) => {
    const running = startVerb(["simulator", "--port", "0"]);
    const [, url = ""] = await running.said(/simulator: (\S+)/);
    await running.said(/Ctrl-C/);
    running.child.kill(name);
    expect(await running.ended).toBe(code);
    expect(await isServed(`${url}/users`)).toBe(false);
  });

  test.each(ends)(
    "the proxy by %s, while a request is under way at a service that hangs: exit code %i",
    async (name, code) => {
      const service = await startService((_, count) => (count > 3 ? "hang" : undefined), { limited: false });
      const running = startVerb(["proxy", "--port", "0", "--reports", await newFolder()], service.env);
      const [, url = ""] = await running.said(/proxy: +(\S+)/);
      await running.said(/Ctrl-C/);
      for (let i = 0; i < 3; i++) expect((await fetch(`${url}/users`)).status).toBe(200);
      const hangs = service.came(nth(4));
      const asked = fetch(`${url}/users`).catch(() => undefined);
      await hangs;
      running.child.kill(name);
      expect(await running.ended, running.text()).toBe(code);
      expect(running.text()).toMatch(/^\d+ requests?, \d+ rules? violated; recorded in/m);
      await asked;
      expect(await isServed(url)).toBe(false);
      await service.close();
    },
  );
});

test.concurrent("a sweep that is cut off says so, tells what it removed, and the next goes on", async () => {
  const service = await startService(undefined, { limited: false });
  const reports = await newFolder();
  const made = service.came(() => service.left() >= 8);
  const killed = startVerb(["contract", "--budget", "450", "--reports", reports], service.env);
  await made;
  killed.child.kill("SIGKILL");
  await killed.ended;
  const before = service.left();
  expect(before).toBeGreaterThan(3);
  const sweep = startVerb(["sweep", "--json", "--reports", reports], service.env);
  await service.came(isDelete);
  await service.came(isDelete);
  sweep.child.kill("SIGINT");
  expect(await sweep.ended, sweep.text()).toBe(130);
  const { removed, whole } = JSON.parse(/\{.*\}/.exec(sweep.text())?.[0] ?? "{}");
  expect(removed).toBe(before - service.left());
  expect(whole).toBe(false);
  const again = startVerb(["sweep", "--reports", reports], service.env);
  expect(await again.ended, again.text()).toBe(0);
  await leavesNothingUntold(again, service, reports);
  await service.close();
});

test.concurrent("a replay on a service that is left at once has a journal, and names it", async () => {
  const reports = await newFolder();
  const found = startVerb([
    ...["contract", "--fault", "delete-answers-200", "--seed", "1", "--budget", "120", "--fail-fast"],
    ...["--reports", reports],
  ]);
  expect(await found.ended, found.text()).toBe(1);
  const file = join(reports, "latest", "replay-delete-answers-204.json");
  const service = await startService(({ method }) => (method === "DELETE" ? "hang" : undefined), { limited: false });
  const deletion = service.came(isDelete);
  const running = startVerb(["contract", "--replay", file, "--reports", reports], service.env);
  await deletion;
  await twice(said(/stopping/))(running, service);
  expect(await running.ended, running.text()).toBe(130);
  await leavesNothingUntold(running, service, reports, "something");
  await service.close();
});

describe.concurrent("what makes nothing on a service ends at once", () => {
  test.each(["SIGINT", "SIGHUP"] as const)("score of a suite that never ends, %s", async (name) => {
    const reports = await newFolder();
    const file = join(reports, "pid");
    const running = startVerb(["score", "--cmd", `echo $$ > '${file}'; sleep 1000`, "--reports", reports]);
    let pid = Number.NaN;
    await until(async () => {
      pid = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
      return pid > 0;
    });
    running.child.kill(name);
    expect(await running.ended, running.text()).toBe(130);
    expect(running.text()).toContain("interrupted");
    expect(() => process.kill(pid, 0)).toThrow();
  });

  /** Many of the same exchanges: enough to be read for a while. */
  const largeRecording = async (): Promise<string> => {
    const service = await startService(undefined, { limited: false });
    const reports = await newFolder();
    const made = startVerb(["contract", "--budget", "120", "--seed", "1", "--reports", reports], service.env);
    expect(await made.ended, made.text()).toBe(0);
    await service.close();
    return readFile(join(reports, "latest", "exchanges.ndjson"), "utf8");
  };

  test("verify, of an input that does not end, TERM; of a large file into head -1", async () => {
    const text = await largeRecording();
    const running = startVerb(["verify", "-"]);
    // It has read all that a pipe does not hold.
    await new Promise<void>((resolve) => running.child.stdin?.write(text.repeat(4), () => resolve()));
    running.child.kill("SIGTERM");
    expect(await running.ended, running.text()).toBe(130);
    expect(running.text()).not.toMatch(/defect|unexpected/);
    const file = join(await newFolder(), "exchanges.ndjson");
    await writeFile(file, text);
    const verb = `"${process.execPath}" src/cli/start.mjs verify ${`"${file}" `.repeat(4)}`;
    const piped = startCommand("sh", ["-c", `{ ${verb}; echo "code $?" >&2; } | head -1`]);
    await piped.ended;
    expect(piped.text()).toContain("code 130");
  });
});

describe.concurrent("outputs that are closed from the start lose what is said, and no verdict", () => {
  const nothing = ["verify", "package.json"];
  test.each<readonly [string, readonly string[], readonly number[]]>([
    ["1>&-", ["contract", "--budget", "20"], [0]],
    ["2>&-", ["contract", "--budget", "20"], [0]],
    // On a busy machine what was measured may be invalid.
    ["1>&- 2>&-", ["nightly", "--budget", "20", "--scenario", "calibrate"], [0, 3]],
    ["1>&-", ["sweep"], [0]],
    ["1>&- 2>&-", nothing, [2]],
    ["1>&-", ["verify", "docs/samples/morning.har"], [0]],
    // Nobody gets what was found.
    ...(existsSync("/dev/full")
      ? ([
          ["1>/dev/full", ["verify", "docs/samples/morning.har"], [2]],
          ["1>/dev/full", ["load", "--list"], [2]],
          ["1>/dev/full", ["contract", "--budget", "20"], [2]],
        ] as const)
      : []),
  ])("%s: %j", async (closed, args, codes) => {
    const service = await startService(undefined, { limit: 900, windowS: 1 });
    const reports = await newFolder();
    const where = args[0] === "verify" ? "" : `--reports "${reports}"`;
    const verb = `"${process.execPath}" src/cli/start.mjs ${args.join(" ")} ${where}`;
    // The code goes to a file: the outputs of the verb are closed.
    const running = startCommand("sh", ["-c", `${verb} ${closed}; echo $? >"${reports}/code"`], service.env);
    await running.ended;
    const ended = Number(await readFile(join(reports, "code"), "utf8"));
    expect(codes, running.text()).toContain(ended);
    expect(running.text()).not.toMatch(/defect|unexpected|\n +at /);
    if (!codes.includes(2) && (args[0] === "contract" || args[0] === "nightly"))
      expect(readdirSync(join(reports, "latest"))).toContain("report.html");
    expect(service.left()).toBe(0);
    await service.close();
  });
});

test.concurrent("a proxy that is killed leaves a journal of what bears our mark: the next run removes that, and nothing else", async () => {
  const service = await startService(undefined, { limited: false });
  const reports = await newFolder();
  const proxy = startVerb(["proxy", "--port", "0", "--reports", reports], service.env);
  const [, url = ""] = await proxy.said(/proxy: +(\S+)/);
  for (const email of ["ada.n1.c1.ghx1a2b3c4d@example.com", "somebody@mail.example"]) {
    const body = JSON.stringify({ name: "Ada", email, gender: "female", status: "active" });
    const headers = { "x-gorest-as": "A", "content-type": "application/json" };
    expect((await fetch(`${url}/users`, { method: "POST", headers, body })).status).toBe(201);
  }
  expect(service.left()).toBe(2);
  proxy.child.kill("SIGKILL");
  await proxy.ended;
  expect(journalsIn(reports)).toHaveLength(1);
  const next = startVerb(["proxy", "--port", "0", "--reports", reports], service.env);
  await next.said(/swept +1 record/);
  await next.said(/proxy: +(\S+)/);
  expect(service.left()).toBe(1);
  next.child.kill("SIGINT");
  await next.ended;
  expect(journalsIn(reports)).toEqual([]);
  await service.close();
});

/** So many runs are killed; up to 50 by GOREST_KILLS. */
const kills = Math.min(50, Math.max(1, Number(process.env.GOREST_KILLS ?? 5) || 5));

test.concurrent(
  `after ${kills} runs killed at random moments, one sweep leaves nothing behind`,
  async () => {
    const service = await startService(undefined, { limit: 900, windowS: 4 });
    const reports = await newFolder();
    const seed = Date.now() % 2 ** 32;
    const random = seededRandom(seed);
    let most = 0;
    for (let round = 0; round < kills; round++) {
      const args = round % 3 === 2 ? load : ["contract", "--budget", "450"];
      let first: number | undefined;
      const requests = Math.floor(random() * 80);
      // From the first create to well into the run.
      const moment = service.came(({ method }, count) => {
        if (method === "POST") first ??= count;
        return first !== undefined && count >= first + requests;
      });
      const running = startVerb([...args, "--reports", reports], service.env);
      await Promise.race([moment, running.ended]);
      most = Math.max(most, service.left());
      running.child.kill("SIGKILL");
      await running.ended;
    }
    expect(most, `seed ${seed}`).toBeGreaterThan(0);
    const recorded = readdirSync(reports).filter((name) => /-(contract|load)$/.test(name));
    expect(recorded.length).toBeGreaterThan(0);
    // Whole lines but for the last.
    for (const name of recorded)
      for (const line of readFileSync(join(reports, name, "exchanges.ndjson"), "utf8")
        .split("\n")
        .slice(0, -1))
        expect(() => JSON.parse(line)).not.toThrow();
    const sweep = startVerb(["sweep", "--reports", reports], service.env);
    expect(await sweep.ended, sweep.text()).toBe(0);
    await leavesNothingUntold(sweep, service, reports);
    await service.close();
  },
  Math.max(600_000, kills * 60_000),
);
