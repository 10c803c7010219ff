import Bottleneck from "bottleneck";
import pThrottle from "p-throttle";
import { undiciAdapter } from "../../client/http/undici-adapter.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createTransport } from "../../client/transport.ts";
import { realClock } from "../../contract/clock.ts";
import { type Exchange, headerOf } from "../../contract/exchange.ts";
import type { BenchServer, BenchServers } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const limit = 90;
const windowS = 60;
/** Long enough that the budget saved up at the start does not decide. */
const forS = 180;
/** Callers who want as much as they can get. */
const callers = 4;

interface Client {
  /** Sends once, by whatever the policy allows. */
  readonly send: () => Promise<Exchange>;
  readonly stop: AbortSignal;
}

/** One caller's life under a policy: until the signal, as much work as it gets done. */
type Policy = (client: Client) => () => Promise<unknown>;

const resetS = ({ outcome }: Exchange): number => {
  if (outcome.kind === "failure") return 1;
  const seconds = Number(headerOf(outcome, "x-ratelimit-reset"));
  return Number.isFinite(seconds) ? Math.max(1, seconds) : 1;
};
const refused = ({ outcome }: Exchange) => outcome.kind === "answer" && outcome.status === 429;
const sleep = (seconds: number, stop: AbortSignal) => realClock.sleep(seconds * 1000, stop);

const policies: Readonly<Record<string, Policy>> = {
  /** G8: sleep as long as Reset says, at least a second; at most three attempts, then the call has failed. */
  "the guide's retry helper":
    ({ send, stop }) =>
    async () => {
      for (let attempt = 1; attempt <= 3; attempt++) {
        const exchange = await send();
        if (!refused(exchange)) return;
        if (attempt < 3) await sleep(resetS(exchange), stop);
      }
    },
  "exponential backoff with jitter":
    ({ send, stop }) =>
    async () => {
      for (let attempt = 0; !stop.aborted; attempt++) {
        if (!refused(await send())) return;
        await sleep(Math.min(60, 0.5 * 2 ** attempt) * Math.random(), stop);
      }
    },
  "wait for Reset":
    ({ send, stop }) =>
    async () => {
      for (;;) {
        const exchange = await send();
        if (!refused(exchange)) return;
        await sleep(resetS(exchange), stop);
      }
    },
  "p-throttle at the limit": ({ send, stop }) => pThrottle({ limit, interval: windowS * 1000, signal: stop })(send),
  "bottleneck at the limit": ({ send }) => {
    const bottleneck = new Bottleneck({ minTime: (windowS * 1000) / limit });
    return () => bottleneck.schedule(send);
  },
};

interface Result {
  readonly name: string;
  readonly accepted: number;
  readonly refused: number;
}

const tally = async (name: string, server: BenchServer): Promise<Result> => {
  const log = await server.log();
  return {
    name,
    accepted: log.filter(({ status }) => status !== 429).length,
    refused: log.filter(({ status }) => status === 429).length,
  };
};

const transportTo = (server: BenchServer, paced: boolean) =>
  createTransport({
    target: { kind: "live", baseUrl: server.url, tokens: { A: server.token }, assumedPerMinute: undefined },
    adapter: undiciAdapter({ clock: realClock }),
    clock: realClock,
    ...(paced ? { pacer: createPacer({ clock: realClock, windowS }) } : {}),
  });

const run = async (name: string, policy: Policy, paced: boolean, all: BenchServers): Promise<Result> => {
  const server = await all.start({ kind: "simulator", family: "truncating-bucket", limit, windowS });
  const transport = transportTo(server, paced);
  const stop = AbortSignal.timeout(forS * 1000);
  const call = policy({
    send: () => transport.send({ method: "GET", path: "/users?per_page=1", as: "A", signal: stop }),
    stop,
  });
  const life = async () => {
    while (!stop.aborted) await call().catch(() => undefined);
  };
  // A throttle may hold a caller beyond the end: what the server saw until then is what counts.
  const over = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve()));
  await Promise.race([Promise.all(Array.from({ length: callers }, life)), over]);
  const result = await tally(name, server);
  await transport.close();
  return result;
};

/** The same server, minutes and callers for each way of living with a limit. */
export const comparePolicies = async (all: BenchServers): Promise<BenchRow[]> => {
  const ours = run("ours (the pacer)", ({ send }) => send, true, all);
  const others = Object.entries(policies).map(([name, policy]) => run(name, policy, false, all));
  const [paced, ...rest] = await Promise.all([ours, ...others]);
  const best = Math.max(paced.accepted, ...rest.map(({ accepted }) => accepted));
  const least = Math.min(...rest.map((each) => each.refused));
  const minutes = forS / 60;
  return [
    ...rest.map(
      (each): BenchRow => ({
        name: `policy ${each.name}: accepted a minute, with ${each.refused} refused in ${minutes} min`,
        measured: each.accepted / minutes,
        target: "shown only",
        unit: "requests/min",
        holds: true,
      }),
    ),
    {
      name: `policy ${paced.name}: accepted a minute, with ${paced.refused} refused in ${minutes} min`,
      measured: paced.accepted / minutes,
      target: `at least 0.95 of the best (${(best / minutes).toFixed(0)})`,
      unit: "requests/min",
      holds: paced.accepted >= 0.95 * best,
    },
    {
      name: "policy ours: refusals",
      measured: paced.refused,
      target: `the least (others: ${least} or more)`,
      unit: "requests",
      holds: paced.refused <= least,
    },
  ];
};
