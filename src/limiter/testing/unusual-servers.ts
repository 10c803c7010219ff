import { families } from "../families.ts";
import type { Decision, LimiterConfig, LimiterObservation, Limiting } from "../limiter.ts";

/** Servers that no family describes whole. For tests. */

/** What a server may write as Reset instead of what its family counts to, by its name for a test. */
export const unusualResets: { readonly [name: string]: (seen: LimiterObservation) => number | undefined } = {
  nothing: () => undefined,
  "always the window": () => 60,
  "always a second": () => 1,
  "always far away": () => 7200,
  "the seconds of the clock": ({ endUs }) => Math.floor(endUs / 1e6) % 60,
  "what has been used": ({ limit = 0, remaining = 0 }) => limit - remaining,
  "what is left": ({ remaining }) => remaining,
  "seconds of the day, in milliseconds": ({ endUs }) => Math.floor(endUs / 1e3) % 86_400_000,
};

/** A family whose Reset is another. */
export const withReset = (seen: readonly LimiterObservation[], name: string): LimiterObservation[] =>
  seen.map((each) => ({ ...each, resetS: unusualResets[name]?.(each) }));

type Begin = (config: LimiterConfig, nowUs: number) => Limiting;

const decided = (admitted: boolean, remaining: number, resetUs: number): Decision => ({
  admitted,
  remaining: Math.max(0, Math.floor(remaining)),
  resetS: Math.max(0, Math.ceil(resetUs / 1e6)),
});

const bucketThatCharges =
  (level: number, atUs: number): Begin =>
  (config) => ({
    take: (nowUs) => {
      const perUs = config.limit / (config.windowS * 1e6);
      const now = Math.min(config.limit, level + (nowUs - atUs) * perUs);
      const admitted = now >= 1;
      const left = Math.max(0, now - 1);
      return [bucketThatCharges(left, nowUs)(config, nowUs), decided(admitted, left, (config.limit - left) / perUs)];
    },
  });

const logThatCounts =
  (log: readonly number[], counts: { readonly refused: boolean; readonly gridUs: number }): Begin =>
  (config) => ({
    take: (nowUs) => {
      const windowUs = config.windowS * 1e6;
      const grid = (us: number) => Math.floor(us / counts.gridUs) * counts.gridUs;
      const alive = log.filter((us) => us > grid(nowUs) - windowUs);
      const admitted = alive.length < config.limit;
      const next = admitted || counts.refused ? [...alive, grid(nowUs)] : alive;
      return [
        logThatCounts(next, counts)(config, nowUs),
        decided(admitted, config.limit - next.length, (next[0] ?? nowUs) + windowUs - nowUs),
      ];
    },
  });

const windowThatLetsOneMore =
  (sinceUs: number, used: number): Begin =>
  (config) => ({
    take: (nowUs) => {
      const windowUs = config.windowS * 1e6;
      const running = nowUs < sinceUs + windowUs;
      const [since, before] = running ? [sinceUs, used] : [nowUs, 0];
      const admitted = before <= config.limit;
      const now = before + (admitted ? 1 : 0);
      return [
        windowThatLetsOneMore(since, now)(config, nowUs),
        decided(admitted, config.limit - now, since + windowUs - nowUs),
      ];
    },
  });

/** Limiters of no known family: none of these must be named. */
export const unknownLimiters: { readonly [name: string]: Begin } = {
  "a bucket that charges refused calls too": (config, nowUs) => bucketThatCharges(config.limit, nowUs)(config, nowUs),
  "a log that counts refused calls too": logThatCounts([], { refused: true, gridUs: 1 }),
  "a log that remembers by ten seconds": logThatCounts([], { refused: false, gridUs: 10e6 }),
  "a window that admits one more than it says": windowThatLetsOneMore(Number.NEGATIVE_INFINITY, 0),
  "a limiter that only warns": (config, nowUs) => {
    const honest = (limiter: Limiting): Limiting => ({
      take: (at) => {
        const [next, decision] = limiter.take(at);
        return [honest(next), { ...decision, admitted: true }];
      },
    });
    return honest(families["token-bucket"].begin(config, nowUs));
  },
};
