import type { StreamTraffic } from "./traffic.ts";

const sum = (streams: readonly StreamTraffic[], what: (traffic: StreamTraffic) => number) =>
  streams.reduce((total, traffic) => total + what(traffic), 0);

/** One line while a scenario runs: elapsed, accepted, refused, remaining budget, time left. */
export const progressLine = (
  scenario: string,
  streams: readonly StreamTraffic[],
  elapsedS: number,
  expectedS: number,
): string => {
  const remaining = streams.at(-1)?.remaining;
  const failed = sum(streams, (each) => each.failed);
  return [
    `${scenario}: ${elapsedS.toFixed(0)} s`,
    `accepted ${sum(streams, (each) => each.accepted)}`,
    `refused ${sum(streams, (each) => each.refused)}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    `remaining budget ${remaining ?? "unknown"}`,
    `${Math.max(0, expectedS - elapsedS).toFixed(0)} s left`,
  ].join(" · ");
};
