import type { ScenarioRecord } from "../../../contract/run.ts";
import { legend } from "../../charts/plot.ts";
import { endOf, type Slot, slotsOf, spreadOf } from "../../charts/slots.ts";
import { timelineChart } from "../../charts/timeline.ts";
import type { Html } from "../../html.ts";
import { count, figure as digits, duration, percent, plural } from "../../numbers.ts";
import { figure, table } from "../parts.ts";

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
