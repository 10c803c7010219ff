import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import type { ScenarioRecord } from "../../../contract/run.ts";
import {
  type Frame,
  frame,
  legend,
  logDomain,
  logTicks,
  path,
  svg,
  timeAxis,
  wholeTicks,
  yAxis,
  yRange,
} from "../../charts/plot.ts";
import { endOf, type Slot, slotsOf, spreadOf } from "../../charts/slots.ts";
import { type Html, html } from "../../html.ts";
import { count, digits, duration, percent, plural } from "../../text.ts";
import { figure, table } from "../parts.ts";

/** One of several charts on one time axis: the space it has, and what it draws there. */
interface Panel {
  readonly height: number;
  readonly draw: (space: Frame) => readonly Html[];
}

/** Where the slots stand on the common axis. */
interface Course {
  readonly slots: readonly Slot[];
  readonly cell: number;
  readonly bar: number;
  readonly left: (slot: Slot) => number;
  readonly middle: (slot: Slot) => number;
}

const courseOf = (slots: readonly Slot[], endS: number): Course => {
  const { x } = timeAxis(frame(0), endS);
  const cell = x(slots[0]?.seconds ?? 1) - x(0);
  const bar = Math.min(48, Math.max(0.6, cell * 0.82));
  return {
    slots,
    cell,
    bar,
    left: (slot) => x(slot.second) + Math.max(0, cell - bar) / 2,
    middle: (slot) => Math.min(x(endS), x(slot.second) + cell / 2),
  };
};

type Pick = (slot: Slot) => number | undefined;

const lineOf = ({ slots, middle }: Course, pick: Pick, y: (value: number) => number, tone: string): Html =>
  path(
    line<Slot>()
      .defined((slot) => pick(slot) !== undefined)
      .x(middle)
      .y((slot) => y(pick(slot) ?? 0))(slots),
    `line ${tone}`,
  );

/** Median, the band up to the 95th percentile and the slowest of each slot; where 429s came and requests waited. */
const latencyPanel = (course: Course): Panel[] => {
  const { slots, cell, bar, left, middle } = course;
  const spreads = new Map(
    slots.map((slot) => [slot, { accepted: spreadOf(slot.acceptedMs), refused: spreadOf(slot.refusedMs) }]),
  );
  const times = [...spreads.values()].flatMap(({ accepted, refused }) => [accepted ?? [], refused ?? []].flat());
  if (times.length === 0) return [];
  const fastest = times.reduce((least, { p50 }) => Math.min(least, p50), Number.POSITIVE_INFINITY);
  const slowest = times.reduce((most, { max }) => Math.max(most, max), 0);
  const wide = fastest > 0 && slowest / fastest > 30;
  const tones = ["accepted", "refused"] as const;
  const draw = (space: Frame): Html[] => {
    const y = wide
      ? scaleLog(logDomain(fastest, slowest), yRange(space))
      : scaleLinear([0, slowest], yRange(space)).nice(4);
    const [floor] = yRange(space);
    const spread = (slot: Slot, tone: (typeof tones)[number]) => {
      const found = spreads.get(slot)?.[tone];
      if (found === undefined) return false;
      const top = y(found.p95);
      return html`<rect class="band ${tone}" x="${left(slot)}" y="${top}" width="${bar}" height="${Math.max(1, y(found.p50) - top)}"/><circle class="dot ${tone}" cx="${middle(slot)}" cy="${y(found.max)}" r="2.4"/>`;
    };
    const moment = (slot: Slot) => {
      const at = Math.round(middle(slot) * 10) / 10;
      return html`${slot.refused > 0 && html`<path class="cross" d="M${at - 3} ${floor - 7}l6 6m0 -6l-6 6"/>`}${(slot.waiting ?? 0) > 0 && html`<rect class="held" x="${at - cell / 2}" y="${floor + 1}" width="${cell}" height="4"/>`}`;
    };
    return [
      yAxis(
        space,
        (wide ? logTicks(y) : y.ticks(4)).map((value) => ({ at: y(value), label: duration(value) })),
        "service time",
      ),
      ...tones.map((tone) => html`<g>${slots.map((slot) => spread(slot, tone))}</g>`),
      ...tones.map((tone) => lineOf(course, (slot) => spreads.get(slot)?.[tone]?.p50, y, tone)),
      html`<g>${slots.map(moment)}</g>`,
    ];
  };
  return [{ height: 200, draw }];
};

const answersPanel = ({ slots, bar, left }: Course): Panel => ({
  height: 136,
  draw: (space) => {
    const most = slots.reduce((high, slot) => Math.max(high, slot.accepted + slot.refused + slot.failed), 2);
    const y = scaleLinear([0, most], yRange(space)).nice(4);
    const step = slots[0]?.seconds ?? 1;
    return [
      yAxis(
        space,
        wholeTicks(y, 4).map((value) => ({ at: y(value), label: count(value) })),
        step === 1 ? "answers a second" : `answers in ${step} s`,
      ),
      html`<g>${slots.map((slot) => {
        let from = 0;
        return (["accepted", "refused", "failed"] as const).map((tone) => {
          const to = from + slot[tone];
          const drawn =
            to > from &&
            html`<rect class="fill ${tone}" x="${left(slot)}" y="${y(to)}" width="${bar}" height="${y(from) - y(to)}"/>`;
          from = to;
          return drawn;
        });
      })}</g>`,
    ];
  },
});

/** Lines of one measure; nothing where there is none of it. */
const linesPanel = (
  course: Course,
  name: string,
  series: readonly { readonly pick: Pick; readonly tone: string }[],
): Panel[] => {
  const { slots } = course;
  const drawn = series.filter(({ pick }) => slots.some((slot) => (pick(slot) ?? 0) > 0));
  if (drawn.length === 0 || slots.length < 2) return [];
  const most = Math.max(...drawn.map(({ pick }) => slots.reduce((high, slot) => Math.max(high, pick(slot) ?? 0), 0)));
  const draw = (space: Frame): Html[] => {
    const y = scaleLinear([0, most], yRange(space)).nice(3);
    return [
      yAxis(
        space,
        y.ticks(3).map((value) => ({ at: y(value), label: digits(value) })),
        name,
      ),
      ...drawn.map(({ pick, tone }) => lineOf(course, pick, y, tone)),
    ];
  };
  return [{ height: 98, draw }];
};

/** Latency, answers, budget, requests under way and bytes over time, one below the other on one axis. */
const timelineChart = (
  says: string,
  slots: readonly Slot[],
  endS: number,
  found: NonNullable<ScenarioRecord["found"]> = [],
): Html => {
  const course = courseOf(slots, endS);
  const panels: readonly Panel[] = [
    ...latencyPanel(course),
    answersPanel(course),
    ...linesPanel(course, slots.some((slot) => (slot.waiting ?? 0) > 0) ? "Remaining, held back" : "Remaining", [
      { pick: (slot) => slot.remaining, tone: "budget" },
      { pick: (slot) => slot.waiting, tone: "waiting" },
    ]),
    ...linesPanel(course, "requests under way, on average", [{ pick: (slot) => slot.underWay, tone: "accepted" }]),
    ...linesPanel(course, "kB a second", [
      { pick: (slot) => (slot.bytes === undefined ? undefined : slot.bytes / 1000 / slot.seconds), tone: "accepted" },
    ]),
  ];
  const total = panels.reduce((sum, { height }) => sum + height, 0) + 40;
  const space = frame(total);
  const { x, axis } = timeAxis(space, endS);
  let floor = 0;
  return svg(says, space, [
    ...panels.flatMap(({ height, draw }) => {
      const top = floor + 28;
      floor += height;
      return draw({ ...space, top, bottom: total - floor + 4 });
    }),
    axis,
    html`<g>${found.map(
      ({ rule, atS }) =>
        html`<line class="found" x1="${x(atS)}" x2="${x(atS)}" y1="12" y2="${total - 40}"><title>${rule}</title></line>`,
    )}</g>`,
  ]);
};

/** Answers second by second, and the budget behind them. */
export const timeline = (scenario: ScenarioRecord): Html | undefined => {
  if (scenario.timeline.length === 0) return undefined;
  const slots = slotsOf(scenario.timeline);
  const { sent, accepted, refused, failed } = scenario.counts;
  const step = slots[0]?.seconds ?? 1;
  const seconds = scenario.timeline.map(({ second }) => second);
  const spanS = Math.max(...seconds) - Math.min(...seconds) + 1;
  const lowest = Math.min(...scenario.timeline.map((second) => second.remaining ?? Number.POSITIVE_INFINITY));
  const says = [
    refused + failed === 0
      ? `All ${plural(sent, "request")} were accepted`
      : `Of ${plural(sent, "request")} ${count(accepted)} were accepted, ${count(refused)} refused with 429 (${percent(refused / Math.max(1, sent))}) and ${count(failed)} failed`,
    Number.isFinite(lowest) ? `; Remaining went down to ${count(lowest)}` : "",
    ".",
  ].join("");
  const found = scenario.found ?? [];
  const spreads = slots.map((slot) => ({ slot, spread: spreadOf(slot.acceptedMs) }));
  const [slowest] = spreads.toSorted((a, b) => (b.spread?.max ?? 0) - (a.spread?.max ?? 0));
  const course =
    slowest?.spread === undefined || slots.length < 3
      ? ""
      : ` The slowest accepted answer, ${duration(slowest.spread.max)}, came ${step === 1 ? `in second ${slowest.slot.second}` : `between second ${slowest.slot.second} and ${slowest.slot.second + step}`}.`;
  const broke =
    found.length === 0
      ? ""
      : ` First broken here: ${found.map(({ rule, atS }) => `${rule} (after ${digits(atS)} s)`).join(", ")}.`;
  const some = (pick: (slot: Slot) => boolean) => slots.some(pick);
  const timed = spreads.some(({ spread }) => spread !== undefined);
  const entries = [
    timed && { tone: "band accepted", name: "accepted: p50 to p95", kind: "fill" as const },
    timed && { tone: "dot accepted", name: "slowest", kind: "dot" as const },
    some((slot) => slot.refusedMs !== undefined) && {
      tone: "band refused",
      name: "429: p50 to p95",
      kind: "fill" as const,
    },
    some((slot) => slot.refused > 0) && { tone: "cross", name: "a 429 came", kind: "cross" as const },
    timed &&
      some((slot) => (slot.waiting ?? 0) > 0) && { tone: "held", name: "requests waited", kind: "fill" as const },
    found.length > 0 && { tone: "found", name: "a rule was broken", kind: "line" as const },
    { tone: "fill accepted", name: "accepted", kind: "fill" as const },
    some((slot) => slot.refused > 0) && { tone: "fill refused", name: "429", kind: "fill" as const },
    some((slot) => slot.failed > 0) && { tone: "fill failed", name: "failed or other", kind: "fill" as const },
    some((slot) => (slot.remaining ?? 0) > 0) && { tone: "line budget", name: "Remaining", kind: "line" as const },
    some((slot) => (slot.waiting ?? 0) > 0) && {
      tone: "line waiting",
      name: "requests held back",
      kind: "line" as const,
    },
  ];
  const spreadColumns = (head: string, pick: (slot: Slot) => Slot["acceptedMs"]) =>
    some((slot) => pick(slot) !== undefined)
      ? (["p50", "p95", "max"] as const).map((p) => ({
          head: `${head} ${p}`,
          figure: true as const,
          cell: (slot: Slot) => {
            const spread = spreadOf(pick(slot));
            return spread === undefined ? "–" : duration(spread[p]);
          },
        }))
      : [];
  return figure({
    title: timed ? "Latency and answers over time" : "Answers over time",
    says: `${says}${course}${broke}`,
    note: spanS < 3 ? `All answers came within ${plural(spanS, "second")}; there is no course to see.` : undefined,
    picture: timelineChart(says, slots, endOf(scenario), found),
    legend: legend(entries.filter((entry) => entry !== false)),
    data: table(
      "Answers over time",
      [
        {
          head: "Second",
          cell: (slot: Slot) => (step === 1 ? slot.second : `${slot.second} to ${slot.second + step}`),
        },
        { head: "Accepted", figure: true, cell: (slot) => count(slot.accepted) },
        { head: "429", figure: true, cell: (slot) => count(slot.refused) },
        { head: "Failed or other", figure: true, cell: (slot) => count(slot.failed) },
        {
          head: "Remaining",
          figure: true,
          cell: (slot) => (slot.remaining === undefined ? "–" : count(slot.remaining)),
        },
        { head: "Held back", figure: true, cell: (slot) => (slot.waiting === undefined ? "–" : count(slot.waiting)) },
        ...spreadColumns("Accepted", (slot) => slot.acceptedMs),
        ...spreadColumns("429", (slot) => slot.refusedMs),
        {
          head: "Under way",
          figure: true,
          cell: (slot) => (slot.underWay === undefined ? "–" : digits(slot.underWay)),
        },
        { head: "Bytes", figure: true, cell: (slot) => (slot.bytes === undefined ? "–" : count(slot.bytes)) },
      ],
      slots,
    ),
  });
};
