import { scaleLinear } from "d3-scale";
import { type Html, html } from "../html.ts";
import { digits } from "../text.ts";

/** Drawing surface in user units; the page scales it. */
export const width = 860;

export interface Frame {
  readonly height: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const frame = (height: number, margins: Partial<Omit<Frame, "height">> = {}): Frame => ({
  height,
  top: 14,
  right: 26,
  bottom: 40,
  // "1,000 ms" in the larger letters of a narrow screen.
  left: 76,
  ...margins,
});

/** Range of the x scale, and of the y scale from bottom to top. */
export const xRange = ({ left, right }: Frame): [number, number] => [left, width - right];
export const yRange = ({ height, top, bottom }: Frame): [number, number] => [height - bottom, top];

/** The drawing; `says` is what a screen reader hears in its place. */
export const svg = (says: string, { height }: Frame, body: readonly Html[]): Html =>
  html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${says}">${body}</svg>`;

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Horizontal grid lines with their values to the left, and what they measure above them. */
export const yAxis = ({ left, right, top }: Frame, ticks: readonly Tick[], name: string): Html =>
  html`<g class="axis">${ticks.map(
    ({ at, label }) =>
      html`<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${label}</text>`,
  )}<text class="name" x="0" y="${Math.max(10, top - 12)}">${name}</text></g>`;

/** Values along the bottom, and what they measure below them. */
export const xAxis = ({ left, right, height, bottom }: Frame, ticks: readonly Tick[], name: string): Html =>
  html`<g class="axis"><line class="base" x1="${left}" x2="${width - right}" y1="${height - bottom}" y2="${height - bottom}"/>${ticks.map(
    ({ at, label }) =>
      html`<line class="base" x1="${at}" x2="${at}" y1="${height - bottom}" y2="${height - bottom + 4}"/><text x="${at}" y="${height - bottom + 17}" text-anchor="middle">${label}</text>`,
  )}<text class="name" x="${width - right}" y="${height - 4}" text-anchor="end">${name}</text></g>`;

/** About the width of a bold letter of a label. */
const letter = 7;

/** Names at the ends of lines, moved apart where they would overlap. */
export const endLabels = (labels: readonly { x: number; y: number; text: string; tone: string }[], gap = 14): Html => {
  const placed: { x: number; y: number; text: string; tone: string }[] = [];
  for (const label of [...labels].sort((a, b) => a.y - b.y)) {
    const beside = placed.filter(
      (other) => other.x < label.x + label.text.length * letter && label.x < other.x + other.text.length * letter,
    );
    placed.push({ ...label, y: Math.max(label.y, ...beside.map((other) => other.y + gap)) });
  }
  return html`${placed.map(({ x, y, text, tone }) => html`<text class="end ${tone}" x="${x + 6}" y="${y + 4}">${text}</text>`)}`;
};

/** A logarithmic domain that ends on 1, 2 or 5 of a decade: a whole decade more would be empty paper. */
export const logDomain = (low: number, high: number): [number, number] => {
  const steps = (value: number) => {
    const decade = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 5, 10].map((step) => step * decade);
  };
  return [
    steps(low).findLast((step) => step <= low * 1.0001) ?? low,
    steps(high).find((step) => step >= high * 0.9999) ?? high,
  ];
};

/** Path data is long: one decimal is a tenth of a pixel. */
export const path = (data: string | null, tone: string): Html =>
  html`<path class="${tone}" d="${(data ?? "").replace(/\d+\.\d+/g, (n) => String(Math.round(Number(n) * 10) / 10))}"/>`;

/** Seconds along the bottom of every chart of a scenario, from its beginning to `endS`. */
export const timeAxis = (space: Frame, endS: number) => {
  const x = scaleLinear([0, endS], xRange(space));
  const axis = xAxis(
    space,
    x.ticks(8).map((value) => ({ at: x(value), label: digits(value) })),
    "seconds since the scenario began",
  );
  return { x, axis };
};

/** What the marks mean: the same class draws the sample and the series. */
export const legend = (
  entries: readonly {
    readonly tone: string;
    readonly name: string;
    readonly kind: "line" | "fill" | "dot" | "cross";
  }[],
): Html =>
  html`<ul class="legend">${entries.map(
    ({ tone, name, kind }) =>
      html`<li><svg viewBox="0 0 26 12" aria-hidden="true">${
        kind === "line"
          ? html`<path class="${tone}" d="M1 6H25"/>`
          : kind === "cross"
            ? html`<path class="${tone}" d="M10 3l6 6m0 -6l-6 6"/>`
            : kind === "dot"
              ? html`<circle class="${tone}" cx="13" cy="6" r="4"/>`
              : html`<rect class="${tone}" x="7" y="1" width="12" height="10" rx="2"/>`
      }</svg>${name}</li>`,
  )}</ul>`;

/** Ticks of a scale of counts or seconds: whole numbers only. */
export const wholeTicks = (scale: { ticks(about: number): number[] }, about: number): number[] =>
  scale.ticks(about).filter(Number.isInteger);

/** Ticks of a logarithmic scale: 1, 2 and 5 of each decade, or only its start where there are many decades. */
export const logTicks = (scale: { ticks(): number[]; domain(): number[] }): number[] => {
  const [from = 1, to = 1] = scale.domain();
  const wanted = to / from > 2000 ? /^1e/ : /^[125]e/;
  const all = scale.ticks();
  const round = all.filter((value) => wanted.test(value.toExponential()));
  // Two marks are no scale.
  return round.length >= 3 ? round : all.filter((_, index) => index % Math.ceil(all.length / 8) === 0);
};
