import { aheadAdapter, type HttpAdapter } from "../client/http/adapter.ts";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { type ThreadAdapterOptions, threadAdapter } from "../client/http/thread-adapter.ts";
import { nearMisses } from "../client/near-misses.ts";
import { createPacer, type Pacer, type PacerOptions, type Wait } from "../client/pacing/pacer.ts";
import { createTransport } from "../client/transport.ts";
import { type Clock, realClock, skippingClock, virtualClock } from "../contract/clock.ts";
import { defined } from "../contract/defined.ts";
import type { Sent, TokenAlias } from "../contract/exchange.ts";
import type { Target, TargetInfo } from "../contract/target.ts";
import type { Session } from "../run/run-context.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../simulator/simulator.ts";
import type { Settings } from "./settings.ts";
import { configurationOf } from "./simulator-options.ts";

interface Common {
  /** Written before each request leaves, for the journal. */
  readonly beforeSend?: (sent: Sent) => void;
  /** What the simulator is to be: a fault, another limiter, a shorter window. */
  readonly simulator?: Omit<SimulatorOptions, "clock">;
  /** How the budget is spent. Default `burst` at 0.9 of the limit. */
  readonly pacer?: Pick<PacerOptions, "kind" | "share" | "windowS" | "longestWindowS">;
  /** Called with each wait above two seconds as it begins, where time is real. */
  readonly onWait?: (wait: Wait) => void;
  /** Time a call in process spends on the way, virtual ms, so that parallel calls overlap. Default 20. */
  readonly latencyMs?: number;
  /** Longest a call may take, ms. Default 10,000. @see guide G3 */
  readonly timeoutMs?: number;
}

interface InProcess {
  readonly onPort?: false;
  readonly sendHere?: never;
  /** Default: virtual for the simulator in process, else the machine's. A virtual clock cannot wait for a socket. */
  readonly clock?: Clock;
}

interface OnPort {
  /**
   * For what measures sockets: the simulator on a real port instead of in process. Takes no clock but the machine's; the
   * simulator's can skip what nothing happens in.
   */
  readonly onPort: true;
  /** Sends from this thread: where much passes and nothing is measured, a thread of its own costs half as much again. */
  readonly sendHere?: boolean;
  readonly clock?: never;
}

export type OpenOptions = Common & (InProcess | OnPort);

export interface OpenTarget extends Session {
  readonly pacer: Pacer;
  /** The embedded one, for tests that inspect its state. */
  readonly simulator: Simulator | undefined;
  close(): Promise<void>;
}

/** The budget is one of a minute: a Reset that says otherwise is for a rule to find, not to wait for. @see guide G8 */
export const contractWindowS = 60;
/** For services of one's own, whose window may be any. */
export const anyWindowS = 3600;

/** What the live service gives a token that says nothing else. @see facts 7.1 */
export const livePerMinute = 90;

/**
 * The base URL of the simulator in process. It is where `npm run simulator` listens by default, and its tokens follow
 * from its seed: a curl line of a finding works once that runs.
 */
const inProcessUrl = "http://127.0.0.1:4010/public/v2";

interface Place {
  readonly target: Target;
  readonly via: string;
  readonly adapter: HttpAdapter;
  readonly clock: Clock;
  readonly simulator: Simulator | undefined;
  readonly close: () => Promise<void>;
}

/** What sends over sockets, in a thread of its own where what it measures is all that matters. */
const socketAdapter = async (
  { onPort, sendHere, clock = realClock }: OpenOptions,
  through: Pick<ThreadAdapterOptions, "proxy">,
): Promise<HttpAdapter> =>
  onPort === true && sendHere !== true
    ? threadAdapter(through)
    : (await import("../client/http/undici-adapter.ts")).undiciAdapter({ ...through, clock });

// What a target needs to be reached is loaded with it: undici alone is a hundred modules, and in process nothing has a port.
const openLive = async (settings: Settings, token: string, options: OpenOptions): Promise<Place> => {
  const clock = options.clock ?? realClock;
  const { proxy } = settings;
  const adapter = await socketAdapter(options, defined({ proxy }));
  const near = nearMisses(token, ...(settings.secondToken === undefined ? [] : [settings.secondToken]));
  return {
    target: {
      kind: "live",
      baseUrl: settings.baseUrl,
      tokens: {
        A: token,
        ...defined({ B: settings.secondToken }),
        invalid: near.GET,
      },
      nearMisses: near,
      // Of a service on this machine nothing is known: its headers will show its limit.
      assumedPerMinute: settings.loopback ? undefined : livePerMinute,
      ...defined({ secrets: proxy?.secrets }),
    },
    via: settings.loopback
      ? "a service on this machine"
      : `the network${proxy === undefined ? "" : `, through the proxy ${proxy.name}`}`,
    adapter,
    clock,
    simulator: undefined,
    close: async () => {},
  };
};

const openSimulator = async (options: OpenOptions): Promise<Place> => {
  const skipping = options.onPort === true ? skippingClock() : undefined;
  const clock = options.clock ?? skipping ?? virtualClock();
  const simulator = createSimulator({ ...options.simulator, clock });
  const near = nearMisses(simulator.tokens.A, simulator.tokens.B);
  const place = (baseUrl: string): Target => ({
    kind: "simulator",
    baseUrl,
    assumedPerMinute: undefined,
    // Where any token is an account, only one of another length is wrong.
    ...(options.simulator?.anyToken === true
      ? { tokens: { ...simulator.tokens, invalid: near.POST } }
      : { tokens: { ...simulator.tokens, invalid: near.GET }, nearMisses: near }),
  });
  if (skipping === undefined) {
    return {
      target: place(inProcessUrl),
      via: "in process, virtual clock",
      adapter: fetchAdapter(simulator.fetch, { clock, latencyMs: options.latencyMs ?? 20 }),
      clock,
      simulator,
      close: async () => {},
    };
  }
  const { listen } = await import("../simulator/listen.ts");
  /** The HTTP server's own Date would be the machine's. */
  const fetch: Simulator["fetch"] = async (request) => {
    const response = await simulator.fetch(request);
    if (skipping.aheadUs() > 0 && !response.headers.has("date"))
      response.headers.set("date", new Date(skipping.wallMs()).toUTCString());
    return response;
  };
  const listening = await listen({ ...simulator, fetch }, 0);
  return {
    target: place(listening.url),
    via: "a port of this machine",
    adapter: aheadAdapter(await socketAdapter(options, {}), skipping.aheadUs),
    clock,
    simulator,
    close: listening.close,
  };
};

/** What of a target may be shown: everything but its tokens. */
export const infoOf = (target: Target, via: string, configuration?: string): TargetInfo => {
  const named: readonly TokenAlias[] = ["A", "B"];
  return {
    kind: target.kind,
    baseUrl: target.baseUrl,
    tokens: named.filter((alias) => target.tokens[alias] !== undefined),
    via,
    ...defined({ configuration }),
  };
};

/**
 * Opens what the settings name: the live service, or the embedded simulator. Sends nothing yet.
 * Close it when done: it holds sockets, and the simulator's port.
 */
export const openTarget = async (settings: Settings, options: OpenOptions = {}): Promise<OpenTarget> => {
  const place = await (settings.token === undefined
    ? openSimulator(options)
    : openLive(settings, settings.token, options));
  const { target, clock, adapter, simulator } = place;
  const windowS = simulator === undefined ? undefined : options.simulator?.windowS;
  // Virtual time is not waited for.
  const onWait = clock === realClock || options.onPort === true ? options.onWait : undefined;
  const pacer = createPacer({
    clock,
    kind: "burst",
    longestWindowS: contractWindowS,
    ...defined({ onWait }),
    ...options.pacer,
    assumedPerMinute: target.assumedPerMinute,
    ...defined({ windowS }),
  });
  const transport = createTransport({
    target,
    adapter,
    clock,
    pacer,
    ...defined({ beforeSend: options.beforeSend, timeoutMs: options.timeoutMs }),
  });
  return {
    target,
    info: infoOf(target, place.via, simulator === undefined ? undefined : configurationOf(options.simulator ?? {})),
    transport,
    clock,
    pacer,
    simulator,
    close: async () => {
      // The client's sockets first: a server that still has some would wait for them.
      await transport.close();
      await place.close();
    },
  };
};
