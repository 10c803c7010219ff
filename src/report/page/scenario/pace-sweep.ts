import type { PacePoint, ScenarioRecord } from "../../../contract/run.ts";
import { paceSweepChart } from "../../charts/pace-sweep.ts";
import { legend } from "../../charts/plot.ts";
import type { Html } from "../../html.ts";
import { count, figure as digits, duration } from "../../numbers.ts";
import { figure, table } from "../parts.ts";

/** The answers at rising request rates. */
export const paceSweep = ({ sweep }: ScenarioRecord): Html | undefined => {
  if (sweep === undefined || sweep.length === 0) return undefined;
  const points = sweep.toSorted((a, b) => a.askedPerMinute - b.askedPerMinute);
  const clean = points.filter((point) => point.refused === 0).at(-1);
  const best = points.toSorted((a, b) => b.acceptedPerMinute - a.acceptedPerMinute)[0];
  const says = `${
    clean === undefined
      ? "Every pace tried met a refusal"
      : `Up to ${digits(clean.askedPerMinute)} requests a minute nothing was refused`
  }${best === undefined ? "" : `; the most that was accepted is ${digits(best.acceptedPerMinute)} a minute, at an offered rate of ${digits(best.askedPerMinute)}`}.`;
  return figure({
    title: "Pace sweep",
    says,
    note:
      points.length < 4 ? `Only ${points.length} paces were tried; the edge lies somewhere between them.` : undefined,
    picture: paceSweepChart(says, points),
    legend: legend([
      { tone: "line accepted", name: "accepted a minute", kind: "line" },
      { tone: "line ideal", name: "all accepted", kind: "line" },
      { tone: "dot accepted", name: "nothing refused", kind: "dot" },
      { tone: "dot refused", name: "some refused", kind: "dot" },
    ]),
    data: table(
      "Pace sweep",
      [
        { head: "Asked a minute", cell: (point: PacePoint) => digits(point.askedPerMinute) },
        { head: "Sent", figure: true, cell: (point) => count(point.sent) },
        { head: "Accepted", figure: true, cell: (point) => count(point.accepted) },
        { head: "429", figure: true, cell: (point) => count(point.refused) },
        { head: "Accepted a minute", figure: true, cell: (point) => digits(point.acceptedPerMinute) },
        {
          head: "p50 to accept",
          figure: true,
          cell: (point) => (point.p50Ms === undefined ? "–" : duration(point.p50Ms)),
        },
        {
          head: "p95 to accept",
          figure: true,
          cell: (point) => (point.p95Ms === undefined ? "–" : duration(point.p95Ms)),
        },
      ],
      points,
    ),
  });
};
