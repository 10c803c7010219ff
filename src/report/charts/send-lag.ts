import { type Html, html } from "../html.ts";
import { frame, svg, timeAxis, width } from "./plot.ts";

export interface Lag {
  readonly second: number;
  readonly maxMs: number;
}

/** Upper bounds of the shades, ms; the last shade has none. */
export const lagSteps = [1, 5, 20, 100] as const;

const shadeOf = (ms: number): number => lagSteps.filter((step) => ms > step).length;

const mostCells = 240;

/** The worst lag of each cell of a few seconds, so that no late second disappears. */
export const lagCells = (lags: readonly Lag[]): readonly Lag[] => {
  const size = Math.max(1, Math.ceil((Math.max(0, ...lags.map((lag) => lag.second)) + 1) / mostCells));
  const cells = new Map<number, number>();
  for (const { second, maxMs } of lags) {
    const start = Math.floor(second / size) * size;
    cells.set(start, Math.max(maxMs, cells.get(start) ?? 0));
  }
  return [...cells].map(([second, maxMs]) => ({ second, maxMs }));
};

/** A strip over time, darker where the generator sent later than planned. */
export const sendLagChart = (says: string, lags: readonly Lag[], endS: number): Html => {
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
