import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { LimiterRecord } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import { frame, path, svg, timeAxis, wholeTicks, yAxis, yRange } from "./plot.ts";

type Sample = LimiterRecord["series"][number];

const mostPoints = 600;

/** At most 600 samples, evenly chosen, every refusal kept first. */
export const thin = (series: readonly Sample[]): readonly Sample[] => {
  if (series.length <= mostPoints) return series;
  const step = Math.ceil(series.length / mostPoints);
  return series.filter((_, index) => index % step === 0 || index === series.length - 1);
};

/** The headers' Remaining (dots) against the fitted model (line); refusals as crosses on the floor. */
export const limiterChart = (says: string, all: readonly Sample[], endS: number): Html => {
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
