import type { LimiterConfig, LimiterObservation, Limiting } from "../limiter.ts";
import type { ProbeAction } from "../probe.ts";

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
