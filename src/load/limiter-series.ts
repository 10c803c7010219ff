import { defined } from "../contract/defined.ts";
import type { LimiterRecord } from "../contract/run.ts";
import type { StreamTraffic } from "./traffic.ts";

/** Enough points for a drawing. */
const mostPoints = 2000;

/** What Remaining was seen to do over a stream; nothing is fitted to it here. */
export const limiterSeries = (traffic: StreamTraffic): LimiterRecord => {
  const ordered = traffic.samples.toSorted((a, b) => a.startUs - b.startUs);
  return {
    candidates: [],
    series: ordered.slice(0, mostPoints).map(({ startUs, remaining, status }) => ({
      atS: (startUs - traffic.beginUs) / 1e6,
      ...defined({ observed: remaining }),
      ...(status === 429 ? { refused: true } : {}),
    })),
    warnings:
      ordered.length > mostPoints ? [`only the first ${mostPoints} of ${ordered.length} requests are shown`] : [],
  };
};
