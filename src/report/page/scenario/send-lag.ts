import type { ScenarioRecord } from "../../../contract/run.ts";
import { frame, legend, svg, timeAxis, width } from "../../charts/plot.ts";
import { endOf } from "../../charts/slots.ts";
import { type Html, html } from "../../html.ts";
import { duration } from "../../numbers.ts";
import { figure, table } from "../parts.ts";

interface Lag {
  readonly second: number;
  readonly maxMs: number;
}

/** Upper bounds of the shades, ms; the last shade has none. */
const lagSteps = [1, 5, 20, 100] as const;

const shadeOf = (ms: number): number => lagSteps.filter((step) => ms > step).length;

const mostCells = 240;

/** The worst lag of each cell of a few seconds, so that no late second disappears. */
const lagCells = (lags: readonly Lag[]): readonly Lag[] => {
  const size = Math.max(1, Math.ceil((Math.max(0, ...lags.map((lag) => lag.second)) + 1) / mostCells));
  const cells = new Map<number, number>();
  for (const { second, maxMs } of lags) {
    const start = Math.floor(second / size) * size;
    cells.set(start, Math.max(maxMs, cells.get(start) ?? 0));
  }
  return [...cells].map(([second, maxMs]) => ({ second, maxMs }));
};

/** A strip over time, darker where the generator sent later than planned. */
const sendLagChart = (says: string, lags: readonly Lag[], endS: number): Html => {
  const space = frame(84, { top: 8 });
  const cells = lagCells(lags);
  const size = Math.max(1, (cells[1]?.second ?? 1) - (cells[0]?.second ?? 0));
  const { x, axis } = timeAxis(space, endS);
  const cellWidth = Math.max(1, x(size) - x(0));
  return svg(says, space, [
    html`<rect class="track" x="${space.left}" y="${space.top}" width="${width - space.left - space.right}" height="30"/>`,
    html`<g>${cells.map(
      (cell) =>
        html`<rect class="lag lag${shadeOf(cell.maxMs)}" x="${x(cell.second)}" y="${space.top}" width="${Math.min(cellWidth + 0.3, x(endS) - x(cell.second))}" height="30"/>`,
    )}</g>`,
    axis,
  ]);
};

/** Whether the generator itself kept to its plan; if not, latencies are partly its own. */
export const sendLag = (scenario: ScenarioRecord): Html | undefined => {
  const { sendLag: lags, sendLagMs } = scenario;
  if (lags === undefined || lags.length === 0) return undefined;
  const worst = Math.max(...lags.map((lag) => lag.maxMs));
  const says = `The generator sent ${
    sendLagMs === undefined ? "" : `half of the requests within ${duration(sendLagMs.median)} of their slot and `
  }the latest ${duration(Math.max(worst, sendLagMs?.max ?? 0))} after it${worst <= lagSteps[2] ? ", so the latencies are the service's own" : ""}.`;
  return figure({
    title: "Send lag",
    says,
    doubt:
      worst > lagSteps[2]
        ? `In the amber and red cells, above ${lagSteps[2]} ms, this machine was late; what was measured there is partly its own delay.`
        : undefined,
    picture: sendLagChart(says, lags, endOf(scenario)),
    legend: legend(
      [...lagSteps, undefined].map((step, index) => ({
        tone: `lag lag${index}`,
        name: step === undefined ? `over ${lagSteps.at(-1)} ms` : `up to ${step} ms`,
        kind: "fill" as const,
      })),
    ),
    data: table(
      "Worst send lag over time",
      [
        { head: "Second", cell: (lag: Lag) => String(lag.second) },
        { head: "Worst lag", figure: true, cell: (lag) => duration(lag.maxMs) },
      ],
      lagCells(lags),
    ),
  });
};
