import { fork } from "node:child_process";
import autocannon from "autocannon";
import { realClock } from "../../contract/clock.ts";
import { median } from "../../contract/order-statistics.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { storedUser } from "../../simulator/store.ts";
import type { ServerStarted } from "./simulator-server.ts";

/** One figure against what it must reach. */
export interface BenchRow {
  readonly name: string;
  readonly measured: number;
  readonly target: string;
  readonly unit: string;
  readonly holds: boolean;
}

/** The median of some rates as a row without a target. */
export const rateShown = (name: string, perS: readonly number[]): BenchRow => ({
  name,
  measured: median(perS),
  target: "shown only",
  unit: "requests/s",
  holds: true,
});

export const startServer = (kind: "bare" | "simulator") =>
  new Promise<ServerStarted & { readonly stop: () => void }>((resolve, reject) => {
    const child = fork(new URL("./simulator-server.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the ${kind} server ended with ${code}`)));
    // The message is sent by simulator-server.ts, which satisfies the type.
    child.once("message", (started) => resolve({ ...(started as ServerStarted), stop: () => child.disconnect() }));
    child.send(kind);
  });

const requestsPerSecond = async ({ port, path, token }: ServerStarted, duration: number): Promise<number> => {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    connections: 16,
    duration,
    headers: { authorization: `Bearer ${token}` },
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx`);
  return result["2xx"] / result.duration;
};

/** Rounds alternate, so that a busy moment of the machine hits both. */
const throughput = async (): Promise<BenchRow[]> => {
  const [bare, simulator] = await Promise.all([startServer("bare"), startServer("simulator")]);
  const rates = { bare: [] as number[], simulator: [] as number[] };
  await requestsPerSecond(bare, 1);
  await requestsPerSecond(simulator, 2);
  for (let round = 0; round < 5; round++) {
    rates.bare.push(await requestsPerSecond(bare, 1));
    rates.simulator.push(await requestsPerSecond(simulator, 1));
  }
  bare.stop();
  simulator.stop();
  const ratio = median(rates.simulator) / median(rates.bare);
  return [
    rateShown("bare node:http, GET one user", rates.bare),
    rateShown("simulator on a socket, GET one user", rates.simulator),
    { name: "simulator / bare node:http", measured: ratio, target: ">= 0.4", unit: "x", holds: ratio >= 0.4 },
  ];
};

const fields = (n: number) => ({
  name: `User number ${n}`,
  email: `user.${n}@run-${n % 7}.example`,
  gender: n % 2 === 0 ? "male" : "female",
  status: n % 3 === 0 ? "inactive" : "active",
});

const filled = (count: number, publicUsers = 0) => {
  const simulator = createSimulator({ clock: realClock, limited: false, seedUsers: publicUsers });
  for (let n = 1; n <= count; n++) simulator.store.put(storedUser(n, "A", fields(n)));
  return simulator;
};
type Filled = ReturnType<typeof filled>;

const base = "http://127.0.0.1/public/v2/users";
const send = (simulator: Filled, method: string, path: string, body?: unknown) =>
  simulator.fetch(
    new Request(base + path, {
      method,
      headers: { authorization: `Bearer ${simulator.tokens.A}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );

const microseconds = async (times: number, work: (i: number) => unknown): Promise<number> => {
  const start = performance.now();
  for (let i = 0; i < times; i++) await work(i);
  return ((performance.now() - start) * 1000) / times;
};

/** Reading by id and creating at a thousand and at a million users, alternately. */
const growth = async (): Promise<BenchRow[]> => {
  const before = memoryBytes();
  const large = filled(1_000_000);
  const memory = memoryBytes() - before;
  const small = filled(1_000);
  const costs = {
    getSmall: [] as number[],
    getLarge: [] as number[],
    newSmall: [] as number[],
    newLarge: [] as number[],
  };
  let made = 2_000_000;
  const get = (simulator: Filled, size: number) =>
    microseconds(2_000, (i) => send(simulator, "GET", `/${1 + ((i * 7919) % size)}`));
  const create = (simulator: Filled) => microseconds(1_000, () => send(simulator, "POST", "", fields(++made)));
  for (let round = 0; round < 6; round++) {
    const row = [
      await get(small, 1_000),
      await get(large, 1_000_000),
      await create(small),
      await create(large),
    ] as const;
    if (round === 0) continue;
    costs.getSmall.push(row[0]);
    costs.getLarge.push(row[1]);
    costs.newSmall.push(row[2]);
    costs.newLarge.push(row[3]);
  }
  const ratio = (name: string, large: readonly number[], small: readonly number[]): BenchRow => {
    const measured = median(large) / median(small);
    return { name, measured, target: "<= 3", unit: "x", holds: measured <= 3 };
  };
  const gib = memory / 2 ** 30;
  return [
    ratio("GET by id, 1,000,000 users / 1,000 users", costs.getLarge, costs.getSmall),
    ratio("create, 1,000,000 users / 1,000 users", costs.newLarge, costs.newSmall),
    { name: "memory of 1,000,000 users", measured: gib, target: "< 1", unit: "GiB", holds: gib < 1 },
  ];
};

const memoryBytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

const filteredList = async (): Promise<BenchRow[]> => {
  const simulator = filled(100_000, 237);
  const rounds: number[] = [];
  for (let round = 0; round < 31; round++) {
    rounds.push((await microseconds(1, () => send(simulator, "GET", "?email=run-3.example&per_page=100"))) / 1000);
  }
  const measured = median(rounds);
  return [
    {
      name: "list filtered by an e-mail marker, 100,000 users",
      measured,
      target: "<= 20",
      unit: "ms",
      holds: measured <= 20,
    },
  ];
};

/** The figures the simulator must reach, each pair measured side by side. Takes about twenty seconds. */
export const benchSimulator = async (): Promise<readonly BenchRow[]> => [
  ...(await growth()),
  ...(await filteredList()),
  ...(await throughput()),
];
