import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createJudge } from "../../checks/judge.ts";
import { rules } from "../../checks/rules.ts";
import type { HttpAdapter } from "../../client/http/adapter.ts";
import { fetchAdapter } from "../../client/http/fetch-adapter.ts";
import { undiciAdapter } from "../../client/http/undici-adapter.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createRecorder } from "../../client/recorder.ts";
import { createTransport } from "../../client/transport.ts";
import { createGorestClient } from "../../client/typed-client.ts";
import { type Clock, realClock } from "../../contract/clock.ts";
import { median } from "../../contract/order-statistics.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { type BenchRow, rateShown, startServer } from "./simulator.ts";

const connections = 8;
const basePath = "/public/v2";

/** Requests a second of a closed loop of as many callers as there are connections. */
const rate = async (requests: number, call: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let at = 0; at < requests / connections; at++) await call();
    }),
  );
  return (requests / (performance.now() - start)) * 1000;
};

/** Everything a contract run has switched on: pacer, record on disk, every rule. */
const fullClient = (place: {
  readonly baseUrl: string;
  readonly token: string;
  readonly adapter: HttpAdapter;
  readonly clock: Clock;
  readonly file: number;
}) => {
  const { baseUrl, adapter, clock } = place;
  const transport = createTransport({
    target: { kind: "simulator", baseUrl, tokens: { A: place.token }, assumedPerMinute: undefined },
    adapter,
    clock,
    pacer: createPacer({ clock }),
  });
  const recorder = createRecorder((line) => {
    writeFileSync(place.file, line);
  });
  const judge = createJudge({ rules, basePath });
  transport.listen(recorder.listener);
  transport.listen((event) => judge.event(event));
  return { client: createGorestClient({ transport }), transport, recorder };
};

/** Rounds alternate, so that a busy moment of the machine hits both. */
const overSockets = async (file: number): Promise<BenchRow[]> => {
  const server = await startServer("bare");
  const origin = `http://127.0.0.1:${server.port}`;
  const id = Number(server.path.slice(server.path.lastIndexOf("/") + 1));
  const { client, transport } = fullClient({
    baseUrl: origin + basePath,
    token: server.token,
    adapter: undiciAdapter({ connections }),
    clock: realClock,
    file,
  });
  const bareFetch = async () => {
    const response = await fetch(origin + server.path, { headers: { authorization: `Bearer ${server.token}` } });
    await response.text();
  };
  const ours = () => client.users.get(id);
  const rates = { fetch: [] as number[], ours: [] as number[] };
  await rate(2000, bareFetch);
  await rate(4000, ours);
  for (let round = 0; round < 7; round++) {
    rates.fetch.push(await rate(4000, bareFetch));
    rates.ours.push(await rate(4000, ours));
  }
  await transport.close();
  server.stop();
  const ratio = median(rates.ours.map((ourRate, round) => ourRate / (rates.fetch[round] ?? Number.NaN)));
  return [
    rateShown("a bare loop of Node's fetch that reads each body", rates.fetch),
    rateShown("typed client, pacer, recording and all rules", rates.ours),
    {
      name: "typed client with everything / bare fetch",
      measured: ratio,
      target: ">= 1.0",
      unit: "x",
      holds: ratio >= 1,
    },
  ];
};

const inProcess = async (file: number): Promise<BenchRow[]> => {
  const simulator = createSimulator({ clock: realClock, limited: false });
  const [user] = simulator.store.newestFirst([undefined]);
  const { client } = fullClient({
    baseUrl: `http://127.0.0.1${basePath}`,
    token: simulator.tokens.A,
    adapter: fetchAdapter(simulator.fetch, { clock: realClock }),
    clock: realClock,
    file,
  });
  const rates: number[] = [];
  const get = () => client.users.get(user?.id ?? 0);
  await rate(3000, get);
  for (let round = 0; round < 5; round++) rates.push(await rate(3000, get));
  const measured = median(rates);
  return [
    {
      name: "typed client with everything, simulator in process",
      measured,
      target: ">= 3,000",
      unit: "requests/s",
      holds: measured >= 3000,
    },
  ];
};

/** What the client costs with pacer, recording and all rules on. Takes about fifteen seconds. */
export const benchClient = async (): Promise<readonly BenchRow[]> => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-bench-"));
  const file = openSync(join(folder, "exchanges.ndjson"), "w");
  try {
    return [...(await overSockets(file)), ...(await inProcess(file))];
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
};
