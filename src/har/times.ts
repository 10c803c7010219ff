import type { Fields } from "./fields.ts";
import { headerIn } from "./scope.ts";

export interface Times {
  /** Since 1970, with a fraction where the date has one; undefined where the entry has no date that can be read. */
  readonly startMs: number | undefined;
  /** The date has no zone: it is read as UTC, and a change of the clocks may lie between two of them. */
  readonly isLocal: boolean;
  /** The answer's own Date, ms since 1970. */
  readonly serverMs: number | undefined;
  /** How far the date may be cut off: 1,000 where it has whole seconds. */
  readonly stepMs: number;
  /** Undefined where the recorder measured none. */
  readonly tookMs: number | undefined;
  /** The delay that the request itself orders from the service. @see facts 8.4 */
  readonly delayMs: number;
  /** The recorder's own monotonic times, µs, in archives of ours; a date has whole milliseconds only. */
  readonly exactUs: { readonly start: number; readonly end: number } | undefined;
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const stepOf = (date: string): number => {
  const fraction = /:\d\d\.(\d+)/.exec(date)?.[1];
  if (fraction !== undefined) return 10 ** (3 - Math.min(fraction.length, 6));
  return /T\d\d:\d\d:\d\d/i.test(date) ? 1000 : 60_000;
};

const positive = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0);

/** No request takes no time: 0 is what a recorder writes that has not measured it. */
const tookOf = ({ time, timings }: Fields): number | undefined => {
  if (positive(time) > 0) return positive(time);
  const parts = typeof timings === "object" && timings !== null ? Object.values(timings) : [];
  return parts.reduce<number>((sum, part) => sum + positive(part), 0) || undefined;
};

const longestDelayMs = 5000;

/** Before it no HTTP was recorded: 0001 and 1970 are what programs write that know no date. */
const firstMs = Date.UTC(1990);

const finite = (ms: number): number | undefined => (Number.isFinite(ms) ? ms : undefined);

const isoOfMs = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "");

/** A date as ISO 8601 has it, of the forms that programs give it: since 1970, as HTTP has it, with a comma or the name of a zone. */
const isoOf = (value: unknown): string => {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  if (/^\d{12,13}(?:\.\d+)?$/.test(text)) return isoOfMs(Number(text));
  if (/^\d{9,10}\.\d{3,}$/.test(text)) return isoOfMs(Number(text) * 1000);
  const seconds = /^\d{9,10}$/.test(text)
    ? Number(text) * 1000
    : /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)
      ? Date.parse(text)
      : Number.NaN;
  if (!Number.isNaN(seconds)) return isoOfMs(seconds).replace(".000", "");
  return text
    .replace(/\[[\w/+-]+\]$/, "")
    .replace(/(:\d\d),(?=\d)/, "$1.")
    .replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, "$1T")
    .replace(/ (?=[+-]\d\d:?\d\d$)/, "");
};

export const timesOf = (entry: Fields, response: Fields, url: URL): Times => {
  const iso = isoOf(entry.startedDateTime);
  // A date without a zone is read as UTC: the same file must read the same on every machine.
  const isLocal = !/T.*(Z|[+-]\d\d:?\d\d)$/i.test(iso);
  const fraction = /:\d\d(\.\d+)/.exec(iso)?.[1] ?? "";
  const whole = `${iso.replace(fraction, "")}${isLocal ? "Z" : ""}`;
  const parsed = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? Date.parse(whole) + Number(fraction) * 1000 : Number.NaN;
  const { _startUs: start, _endUs: end } = entry;
  return {
    startMs: parsed >= firstMs ? parsed : undefined,
    isLocal,
    serverMs: finite(Date.parse(headerIn(response, "date"))),
    stepMs: stepOf(iso),
    tookMs: tookOf(entry),
    delayMs: Math.min(longestDelayMs, positive(Number(url.searchParams.get("delay")))),
    exactUs: isTime(start) && isTime(end) && start <= end ? { start, end } : undefined,
  };
};

const quarterMs = 900_000;
const hourMs = 3_600_000;

/** How far a local date is from UTC by the answer's own Date; undefined: it has none. */
const zoneOf = ({ isLocal, startMs, tookMs = 0, serverMs }: Times): number | undefined => {
  if (!isLocal || startMs === undefined || serverMs === undefined) return undefined;
  const apartMs = startMs + tookMs - serverMs;
  const zoneMs = Math.round(apartMs / quarterMs) * quarterMs;
  return Math.abs(apartMs - zoneMs) < quarterMs / 4 ? zoneMs : undefined;
};

/** Local dates as UTC, where a change of the clocks lies between them; where the side is unknown, an hour is open. */
const acrossClockChange = (all: readonly Times[]): readonly Times[] => {
  const zones = new Set(all.map(zoneOf).filter((zone) => zone !== undefined));
  const dated = all.filter(({ startMs }) => startMs !== undefined);
  // Files of two tools, put together: beside dates with a zone, one without is UTC only where the service's own date says so.
  const isMixed = dated.some(({ isLocal }) => isLocal) && dated.some(({ isLocal }) => !isLocal);
  if (zones.size > 1 || isMixed)
    return all.map((times) => {
      const zoneMs = zoneOf(times) ?? (zones.size === 1 ? [...zones][0] : undefined);
      if (!times.isLocal || times.startMs === undefined) return times;
      return { ...times, startMs: zoneMs === undefined ? undefined : times.startMs - zoneMs };
    });
  if (zones.size === 1) return all;
  const dates = all.flatMap(({ isLocal, startMs }) => (isLocal && startMs !== undefined ? [startMs] : []));
  const isBack = dates.some((date, i) => date < (dates[i - 1] ?? date));
  return isBack ? all.map((times) => (times.isLocal ? { ...times, stepMs: hourMs } : times)) : all;
};

/** The service's dates have whole seconds, and its machines' clocks may be a little apart. */
const serverSlackMs = 2500;

/** Whether what by its date came later was answered earlier, by the service's own dates: the recorder's clock was set back. */
const wasSetBack = (all: readonly Times[]): boolean => {
  const dated = all.flatMap(({ isLocal, startMs, tookMs = 0, serverMs }) =>
    isLocal || startMs === undefined || serverMs === undefined ? [] : [{ startMs, endMs: startMs + tookMs, serverMs }],
  );
  const byEnd = dated.toSorted((a, b) => a.endMs - b.endMs);
  let latestMs = Number.NEGATIVE_INFINITY;
  let at = 0;
  return dated
    .toSorted((a, b) => a.startMs - b.startMs)
    .some(({ startMs, serverMs }) => {
      for (let before = byEnd[at]; before !== undefined && before.endMs < startMs; before = byEnd[++at])
        latestMs = Math.max(latestMs, before.serverMs);
      return serverMs + serverSlackMs < latestMs;
    });
};

/** Fewer go back between requests that were under way together. */
const backMs = 1000;

/** Whether dates, with none of the service beside them, go back in a file that is in order for the most: a clock was set, or files were joined. */
const goBack = (all: readonly Times[]): boolean => {
  if (all.some(({ serverMs, isLocal }) => serverMs !== undefined || isLocal)) return false;
  const dates = all.flatMap(({ startMs }) => (startMs === undefined ? [] : [startMs]));
  const steps = dates.slice(1).map((date, i) => date - (dates[i] ?? date));
  const ups = steps.filter((step) => step > 0).length;
  const downs = steps.filter((step) => step < 0).length;
  return ups > 2 * downs && steps.some((step) => step <= -backMs);
};

/** Dates as far as they give an order: one date for all of them is that of the export, and a clock that was set gives none. */
const believable = (all: readonly Times[]): readonly Times[] => {
  const dates = new Set(all.map(({ startMs }) => startMs));
  if ((all.length > 1 && dates.size === 1) || wasSetBack(all) || goBack(all))
    return all.map((times) => ({ ...times, startMs: undefined }));
  return acrossClockChange(all);
};

/** When an exchange may have been under way: it began and ended somewhere between the two, µs. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Where few durations are missing, as of what was broken off: any end is possible up to a browser's own patience. */
const longestMs = 300_000;
/** Where a recorder measures none, each request is taken to have ended this soon, or within its date's precision. */
const usualMs = 2000;

/** Whether a span is as narrow as a recorder measures it, so that an overlap of two is one. */
const isFine = ({ exactUs, startMs, stepMs, tookMs }: Times): boolean =>
  exactUs !== undefined || (startMs !== undefined && stepMs < 1000 && tookMs !== undefined);

/**
 * Puts exchanges in time. Each gets the whole span that its date and duration allow: entries whose order the file does not
 * show overlap, as requests do that were under way together, and their order is unknown. What has no date may have
 * been at any time.
 * @returns the items in order of their earliest sending; `fine` is false where times are coarse or absent, `dated` where no date
 * is to be believed
 */
export const inTime = <Item extends { readonly times: Times }>(
  found: readonly Item[],
): {
  readonly placed: readonly (Item & { readonly span: Span })[];
  readonly fine: boolean;
  readonly dated: boolean;
} => {
  const ours = found.every(({ times }) => times.exactUs !== undefined);
  const believed = ours ? undefined : believable(found.map(({ times }) => times));
  const items = found.map((item, i) => ({ ...item, times: believed?.[i] ?? item.times }));
  const fine = items.every(({ times }) => isFine(times));
  const dated = items.length < 2 || ours || items.some(({ times }) => times.startMs !== undefined);
  const measured = items.filter(({ times }) => times.tookMs !== undefined).length * 2 > items.length;
  const zeroMs = items.reduce(
    (least, { times: { startMs } }) => Math.min(least, startMs ?? least),
    Number.POSITIVE_INFINITY,
  );
  const spanOf = ({ startMs, stepMs, tookMs, delayMs, exactUs }: Times): Span | undefined => {
    if (ours && exactUs !== undefined) return { startUs: exactUs.start, endUs: exactUs.end };
    if (startMs === undefined) return undefined;
    const unmeasured = measured ? longestMs : delayMs + (stepMs < 1000 ? usualMs : 0);
    const startUs = Math.round((startMs - zeroMs) * 1000);
    return { startUs, endUs: startUs + Math.round(((tookMs ?? unmeasured) + stepMs) * 1000) };
  };
  const spans = items.map((item) => ({ item, span: spanOf(item.times) }));
  const lastUs = spans.reduce((latest, { span }) => Math.max(latest, span?.endUs ?? 0), 1);
  const placed = spans
    .map(({ item, span = { startUs: 0, endUs: lastUs } }) => ({ ...item, span }))
    .sort((a, b) => a.span.startUs - b.span.startUs);
  return { placed, fine, dated };
};
