import { seededRandom } from "../contract/random.ts";
import { type FamilyId, families } from "./families.ts";
import type { Decision, LimiterConfig, Limiting } from "./limiter.ts";
import type { LimiterObservation } from "./observation.ts";
import type { ProbeAction } from "./probe.ts";

/** A limiter behind a network with jitter, in virtual time: a call is decided somewhere within the time it takes. */
export interface JitteryServer {
  /** Makes one call at `startUs` of the caller's clock. */
  readonly call: (startUs: number) => LimiterObservation;
}

export const jitteryServer = (
  family: { readonly begin: (config: LimiterConfig, nowUs: number) => Limiting },
  config: LimiterConfig,
  random: () => number,
  /** 1: calls take 15 to 65 ms. */
  slowness = 1,
): JitteryServer => {
  // The server's clock has nothing to do with ours.
  const shiftUs = Math.floor(random() * 3_600_000_000);
  const begunUs = Math.floor(random() * 5_000_000);
  let limiter: Limiting | undefined;
  let lastUs = 0;
  return {
    call: (startUs) => {
      const tookUs = Math.floor(slowness * (15_000 + random() * 50_000));
      const decidedUs = Math.max(lastUs, startUs + Math.floor(random() * tookUs)) + 1;
      lastUs = decidedUs;
      limiter ??= family.begin(config, startUs + shiftUs - begunUs);
      const [next, decision] = limiter.take(decidedUs + shiftUs);
      limiter = next;
      return { startUs, endUs: Math.max(startUs + tookUs, decidedUs), limit: config.limit, ...decision };
    },
  };
};

/** Runs a plan (see probe.ts) against a server in virtual time. */
export const runPlan = <State>(
  plan: {
    readonly start: (nowUs: number) => State;
    readonly next: (state: State, nowUs: number) => ProbeAction;
    readonly observe: (state: State, observation: LimiterObservation) => State;
  },
  server: JitteryServer,
  startUs = 0,
): LimiterObservation[] => {
  const seen: LimiterObservation[] = [];
  let now = startUs;
  let state = plan.start(now);
  for (;;) {
    const action = plan.next(state, now);
    if (action.kind === "done") return seen;
    if (action.kind === "wait") {
      now = action.untilUs;
      continue;
    }
    const observation = server.call(now);
    now = observation.endUs;
    seen.push(observation);
    state = plan.observe(state, observation);
  }
};

/** How one caller behaves: bursts of calls with pauses between, times in µs. */
export interface Caller {
  readonly bursts: readonly { readonly calls: number; readonly thinkUs: number; readonly pauseUs: number }[];
  /** False: somebody else; what it sees is not ours. */
  readonly ours: boolean;
}

/** A way to be wrong: changes what the limiter decides, or what the headers say. */
export type Wrong = (honest: Decision, at: number, config: LimiterConfig) => Decision;

/**
 * Several callers, each one call at a time, against one limiter, in virtual time: each call takes 15 to 65 ms (or as given)
 * and is decided somewhere within.
 */
export const traffic = (
  id: FamilyId,
  config: LimiterConfig,
  callers: readonly Caller[],
  seed: number,
  options: { readonly wrong?: Wrong; readonly counts?: (at: number) => number; readonly tookUs?: () => number } = {},
): LimiterObservation[] => {
  const random = seededRandom(seed);
  const shiftUs = Math.floor(random() * 3.6e9);
  interface Call {
    readonly startUs: number;
    readonly atUs: number;
    readonly endUs: number;
    readonly ours: boolean;
  }
  const calls: Call[] = callers.flatMap(({ bursts, ours }) => {
    let now = Math.floor(random() * 100_000);
    return bursts.flatMap((burst) => {
      now += burst.pauseUs;
      return Array.from({ length: burst.calls }, () => {
        const startUs = now;
        const tookUs = options.tookUs?.() ?? 15_000 + Math.floor(random() * 50_000);
        const endUs = startUs + tookUs;
        now = endUs + burst.thinkUs;
        return { startUs, atUs: startUs + Math.floor(random() * tookUs), endUs, ours };
      });
    });
  });
  calls.sort((a, b) => a.atUs - b.atUs);
  let limiter = families[id].begin(config, shiftUs);
  return calls
    .flatMap(({ startUs, atUs, endUs, ours }, at) => {
      let decision: Decision | undefined;
      for (let n = options.counts?.(at) ?? 1; n > 0; n--) {
        const [next, said] = limiter.take(atUs + shiftUs);
        limiter = next;
        decision ??= said;
        if (said.admitted) decision = { ...said, admitted: decision.admitted };
      }
      decision ??= { ...limiter.take(atUs + shiftUs)[1], admitted: true };
      if (options.counts?.(at) === 0)
        decision = { ...decision, remaining: Math.min(config.limit, decision.remaining + 1) };
      const said = options.wrong?.(decision, at, config) ?? decision;
      return ours ? [{ startUs, endUs, limit: config.limit, ...said }] : [];
    })
    .sort((a, b) => a.startUs - b.startUs);
};
