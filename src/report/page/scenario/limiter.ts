import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { LimiterRecord, PacePoint, ScenarioRecord } from "../../../contract/run.ts";
import { frame, legend, path, svg, timeAxis, wholeTicks, xAxis, xRange, yAxis, yRange } from "../../charts/plot.ts";
import { endOf } from "../../charts/slots.ts";
import { type Html, html } from "../../html.ts";
import { count, digits, duration, percent } from "../../text.ts";
import { figure, table } from "../parts.ts";

type Sample = LimiterRecord["series"][number];

const mostPoints = 600;

/** At most 600 samples, evenly chosen, every refusal kept first. */
const thin = (series: readonly Sample[]): readonly Sample[] => {
  if (series.length <= mostPoints) return series;
  const step = Math.ceil(series.length / mostPoints);
  return series.filter((_, index) => index % step === 0 || index === series.length - 1);
};

/** The headers' Remaining (dots) against the fitted model (line); refusals as crosses on the floor. */
const limiterChart = (says: string, all: readonly Sample[], endS: number): Html => {
  const series = thin(all);
  const space = frame(260, { top: 26 });
  const { x, axis } = timeAxis(space, endS);
  const most = Math.max(2, ...series.flatMap((sample) => [sample.observed ?? 0, sample.fitted ?? 0]));
  const y = scaleLinear([0, most], yRange(space)).nice(5);
  const floor = yRange(space)[0];
  return svg(says, space, [
    yAxis(
      space,
      wholeTicks(y, 5).map((value) => ({ at: y(value), label: count(value) })),
      "Remaining",
    ),
    path(
      line<Sample>()
        .defined((sample) => sample.fitted !== undefined)
        .curve(curveStepAfter)
        .x((sample) => x(sample.atS))
        .y((sample) => y(sample.fitted ?? 0))(series),
      "line fitted",
    ),
    html`<g>${series.map(
      (sample) =>
        sample.observed !== undefined &&
        html`<circle class="dot accepted" cx="${x(sample.atS)}" cy="${y(sample.observed)}" r="2.2"/>`,
    )}</g>`,
    html`<g>${series.map((sample) => {
      const at = Math.round(x(sample.atS) * 10) / 10;
      return sample.refused === true && html`<path class="cross" d="M${at - 3} ${floor - 8}l6 6m0 -6l-6 6"/>`;
    })}</g>`,
    axis,
  ]);
};

const says = ({ family, limit, windowS, candidates }: LimiterRecord): string => {
  if (candidates.length === 0) return "No limiter was fitted to this traffic; the dots are the headers' Remaining.";
  if (family === undefined)
    return `The answers do not decide the limiter's kind yet: ${candidates.length} kinds remain possible.`;
  const explains = candidates.find((candidate) => candidate.family === family)?.explains;
  const set =
    limit === undefined || windowS === undefined ? "" : ` of ${count(limit)} requests in ${digits(windowS)} s`;
  return `The limiter behaves as a ${family.replaceAll("-", " ")}${set}${explains === undefined ? "" : `; the model predicts ${percent(explains)} of the answers`}.`;
};

/** The rate limiter's headers against the fitted model's prediction. */
export const limiter = (scenario: ScenarioRecord): Html | undefined => {
  const record = scenario.limiter;
  if (record === undefined || record.series.length === 0) return undefined;
  const text = says(record);
  const { candidates, series, sentence, warnings } = record;
  const fitted = series.some((sample) => sample.fitted !== undefined);
  const refused = series.some((sample) => sample.refused === true);
  return figure({
    title: fitted ? "Rate limiter, observed against fitted" : "Rate limiter, by its headers",
    says: sentence === undefined ? text : `${text} ${sentence}`,
    doubt: warnings.length === 0 ? undefined : warnings.join(" "),
    note: fitted && series.length < 30 ? `Only ${series.length} answers to fit by.` : undefined,
    picture: limiterChart(text, series, endOf(scenario)),
    legend: legend([
      ...(fitted ? [{ tone: "line fitted", name: "fitted model", kind: "line" as const }] : []),
      { tone: "dot accepted", name: "Remaining header", kind: "dot" },
      ...(refused ? [{ tone: "cross", name: "refused with 429", kind: "cross" as const }] : []),
    ]),
    data: html`${
      candidates.length > 0 &&
      table(
        "Kinds of limiter by how much they explain",
        [
          { head: "Kind", cell: (candidate: LimiterRecord["candidates"][number]) => candidate.family },
          { head: "Answers predicted", figure: true, cell: (candidate) => percent(candidate.explains) },
        ],
        candidates,
      )
    }${table(
      fitted ? "Remaining, observed and fitted" : "Remaining, by the headers",
      [
        { head: "Second", cell: (sample: LimiterRecord["series"][number]) => sample.atS.toFixed(2) },
        {
          head: "Observed",
          figure: true,
          cell: (sample) => (sample.observed === undefined ? "–" : count(sample.observed)),
        },
        ...(fitted
          ? [
              {
                head: "Fitted",
                figure: true as const,
                cell: (sample: LimiterRecord["series"][number]) =>
                  sample.fitted === undefined ? "–" : count(sample.fitted),
              },
            ]
          : []),
        { head: "429", cell: (sample) => (sample.refused === true ? "refused" : "") },
      ],
      thin(series),
    )}`,
  });
};

/** The accepted rate against the offered rate; on the thin diagonal nothing is refused. */
const paceSweepChart = (says: string, points: readonly PacePoint[]): Html => {
  const space = frame(280, { top: 26 });
  const most = Math.max(1, ...points.flatMap((point) => [point.askedPerMinute, point.acceptedPerMinute]));
  const least = Math.min(...points.map((point) => point.askedPerMinute));
  // Where all paces lie close together the edge is between them, and nothing is to be seen further left.
  const x = scaleLinear([least > most / 2 ? 0.95 * least : 0, most], xRange(space)).nice();
  const y = scaleLinear(
    [0, Math.max(1, ...points.map((point) => point.acceptedPerMinute)) * 1.08],
    yRange(space),
  ).nice();
  const ideal = Math.min(x.domain()[1] ?? most, y.domain()[1] ?? most);
  return svg(says, space, [
    yAxis(
      space,
      wholeTicks(y, 5).map((value) => ({ at: y(value), label: count(value) })),
      "accepted",
    ),
    path(`M${x(x.domain()[0] ?? 0)} ${y(x.domain()[0] ?? 0)}L${x(ideal)} ${y(ideal)}`, "line ideal"),
    path(
      line<PacePoint>()
        .x((point) => x(point.askedPerMinute))
        .y((point) => y(point.acceptedPerMinute))(points),
      "line accepted",
    ),
    html`<g>${points.map(
      (point) =>
        html`<circle class="dot ${point.refused > 0 ? "refused" : "accepted"}" cx="${x(point.askedPerMinute)}" cy="${y(point.acceptedPerMinute)}" r="5"><title>${count(point.askedPerMinute)} offered, ${count(point.refused)} refused</title></circle>`,
    )}</g>`,
    xAxis(
      space,
      wholeTicks(x, 8).map((value) => ({ at: x(value), label: count(value) })),
      "offered, a minute",
    ),
  ]);
};

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
