import type { AnyLimiterFamily, LimiterConfig, RunningLimiter } from "../limiter/limiter.ts";
import type { LimiterObservation } from "../limiter/observation.ts";

/** Where within a call the server may have decided, as shares of the call. */
const moments = [0.5, 0.04, 0.96] as const;
/** Timings carried along: a bucket that drops fractions remembers such moments. */
const beam = 24;

interface Path {
  readonly limiter: RunningLimiter;
  readonly cost: number;
  readonly before: Path | undefined;
  /** What it says of the call that led here. */
  readonly remaining: number | undefined;
}

const off = (seen: LimiterObservation, admitted: boolean, remaining: number): number =>
  seen.admitted !== admitted
    ? 2
    : seen.remaining === undefined
      ? 0
      : Math.min(1, Math.abs(seen.remaining - remaining) / 2);

/**
 * The Remaining a limiter would have given at each of these calls, at the timing that fits them best: the line a report
 * draws beside the headers' Remaining. Calls before the budget was seen full have no prediction.
 */
export const fittedRemaining = (
  family: AnyLimiterFamily,
  config: LimiterConfig,
  observations: readonly LimiterObservation[],
): readonly (number | undefined)[] => {
  const from = observations.findIndex(({ remaining }) => remaining !== undefined && remaining >= config.limit - 1);
  const first = observations[from];
  if (first === undefined) return observations.map(() => undefined);
  let paths: readonly Path[] = [
    { limiter: family.begin(config, first.startUs), cost: 0, before: undefined, remaining: undefined },
  ];
  for (const seen of observations.slice(from)) {
    const next = paths.flatMap((path) =>
      moments.map((share): Path => {
        const [limiter, decision] = path.limiter.take(seen.startUs + (seen.endUs - seen.startUs) * share);
        const cost = path.cost + off(seen, decision.admitted, decision.remaining);
        return { limiter, cost, before: path, remaining: decision.remaining };
      }),
    );
    paths = next.sort((a, b) => a.cost - b.cost).slice(0, beam);
  }
  const predicted: (number | undefined)[] = [];
  for (let path = paths[0]; path?.before !== undefined; path = path.before) predicted.unshift(path.remaining);
  return [...observations.slice(0, from).map(() => undefined), ...predicted];
};
