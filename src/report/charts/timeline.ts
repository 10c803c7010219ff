import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { LoadSecond } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import { frame, path, svg, wholeTicks, xAxis, xRange, yAxis, yRange } from "./plot.ts";

/** Several seconds taken together where there are more of them than a picture can show. */
export interface Slot extends LoadSecond {
  readonly seconds: number;
}

const mostSlots = 180;

/** Seconds in slots of equal length, counts added up; Remaining and waiting as they stood at the end of the slot. */
export const slotsOf = (timeline: readonly LoadSecond[]): readonly Slot[] => {
  const last = Math.max(0, ...timeline.map(({ second }) => second));
  const seconds = Math.max(1, Math.ceil((last + 1) / mostSlots));
  const slots = new Map<number, Slot>();
  for (const one of [...timeline].sort((a, b) => a.second - b.second)) {
    const start = Math.floor(one.second / seconds) * seconds;
    const before = slots.get(start);
    slots.set(start, {
      ...before,
      ...one,
      second: start,
      seconds,
      accepted: (before?.accepted ?? 0) + one.accepted,
      refused: (before?.refused ?? 0) + one.refused,
      failed: (before?.failed ?? 0) + one.failed,
    });
  }
  return [...slots.values()];
};

/** Answers over time as stacked bars, and below them, on the same axis, the budget and what waits for it. */
export const timelineChart = (says: string, slots: readonly Slot[]): Html => {
  const hasBudget =
    slots.length > 1 && slots.some((slot) => slot.remaining !== undefined || slot.waiting !== undefined);
  const lower = hasBudget ? 110 : 0;
  const space = frame(250 + lower, { top: 26, bottom: 40 + lower });
  const step = slots[0]?.seconds ?? 1;
  const end = Math.max(...slots.map((slot) => slot.second)) + step;
  const start = Math.min(...slots.map((slot) => slot.second));
  const x = scaleLinear([start, end], xRange(space));
  const most = Math.max(1, ...slots.map((slot) => slot.accepted + slot.refused + slot.failed));
  const y = scaleLinear([0, most], yRange(space)).nice(4);
  const bar = Math.min(48, Math.max(0.6, (x(start + step) - x(start)) * 0.82));
  const inset = Math.max(0, (x(start + step) - x(start) - bar) / 2);
  const stack = slots.map((slot) => {
    const levels = [slot.accepted, slot.accepted + slot.refused, slot.accepted + slot.refused + slot.failed];
    const tones = ["accepted", "refused", "failed"] as const;
    return tones.map((tone, index) => {
      const from = index === 0 ? 0 : (levels[index - 1] ?? 0);
      const to = levels[index] ?? 0;
      return (
        to > from &&
        html`<rect class="fill ${tone}" x="${x(slot.second) + inset}" y="${y(to)}" width="${bar}" height="${y(from) - y(to)}"/>`
      );
    });
  });
  const budget = Math.max(1, ...slots.flatMap((slot) => [slot.remaining ?? 0, slot.waiting ?? 0]));
  const low = scaleLinear([0, budget], [space.height - 40, space.height - lower + 6]).nice(3);
  const series = (pick: (slot: Slot) => number | undefined) =>
    line<Slot>()
      .defined((slot) => pick(slot) !== undefined)
      .x((slot) => x(slot.second + slot.seconds / 2))
      .y((slot) => low(pick(slot) ?? 0))(slots);
  return svg(says, space, [
    yAxis(
      space,
      wholeTicks(y, 4).map((value) => ({ at: y(value), label: count(value) })),
      "answers",
    ),
    html`<g>${stack}</g>`,
    ...(hasBudget
      ? [
          yAxis(
            { ...space, top: space.height - lower },
            wholeTicks(low, 3).map((value) => ({ at: low(value), label: count(value) })),
            slots.some((slot) => (slot.waiting ?? 0) > 0) ? "Remaining, held back" : "Remaining",
          ),
          path(
            series((slot) => slot.remaining),
            "line budget",
          ),
          ...(slots.some((slot) => (slot.waiting ?? 0) > 0)
            ? [
                path(
                  series((slot) => slot.waiting),
                  "line waiting",
                ),
              ]
            : []),
        ]
      : []),
    xAxis(
      { ...space, bottom: 40 },
      wholeTicks(x, 8).map((value) => ({ at: x(value), label: count(value) })),
      "seconds since the scenario began",
    ),
  ]);
};
