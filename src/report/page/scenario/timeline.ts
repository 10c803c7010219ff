import type { ScenarioRecord } from "../../../contract/run.ts";
import { legend } from "../../charts/plot.ts";
import { slotsOf, timelineChart } from "../../charts/timeline.ts";
import type { Html } from "../../html.ts";
import { count, percent, plural } from "../../numbers.ts";
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
  const has = (pick: "remaining" | "waiting") =>
    slots.some((slot) => (pick === "remaining" ? slot.remaining !== undefined : (slot.waiting ?? 0) > 0));
  return figure({
    title: step === 1 ? "Answers a second" : `Answers, each bar ${step} seconds`,
    says,
    doubt: spanS < 3 ? `All answers came within ${plural(spanS, "second")}; there is no course to see.` : undefined,
    picture: timelineChart(says, slots),
    legend: legend([
      { tone: "fill accepted", name: "accepted", kind: "fill" },
      { tone: "fill refused", name: "429", kind: "fill" },
      { tone: "fill failed", name: "failed or other", kind: "fill" },
      ...(has("remaining") ? [{ tone: "line budget", name: "Remaining", kind: "line" as const }] : []),
      ...(has("waiting") ? [{ tone: "line waiting", name: "requests held back", kind: "line" as const }] : []),
    ]),
    data: table(
      "Answers over time",
      [
        {
          head: "Second",
          cell: (slot: (typeof slots)[number]) =>
            step === 1 ? slot.second : `${slot.second} to ${slot.second + step}`,
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
      ],
      slots,
    ),
  });
};
