import { matchRoute } from "./document.ts";
import type { Answer, Exchange, Failure, Gaps } from "./exchange.ts";
import {
  bodyMissing,
  fieldsOf,
  identityOf,
  listOf,
  methodOf,
  ofTheBrowser,
  outcomeOf,
  remarksOf,
  requestOf,
  type Times,
  timesOf,
  urlOf,
} from "./har-entry.ts";
import { safeText } from "./safe-text.ts";

export { HarError } from "./har-entry.ts";

export interface HarOptions {
  /** Path of the base URL, such as /public/v2; found from the first entry that has /public/v2 in it when not given. */
  readonly basePath?: string;
}

export interface HarReading {
  /** The entries in scope, in order of sending. `purpose` names the place in the file: "HAR entry 36". */
  readonly exchanges: readonly Exchange[];
  /** The entries out of scope, by their place in the file, from 0. */
  readonly skipped: readonly { readonly index: number; readonly why: string }[];
  readonly basePath: string;
}

type Untimed = Omit<Exchange, "seq" | "startUs" | "endUs">;

/** Names what the entry shows of an older service, so that it is listed instead of judged. */
const history = (outcome: Answer | Failure, method: string, url: URL, basePath: string): Gaps => {
  if (outcome.kind === "failure" || url.searchParams.has("per_page")) return {};
  const isList = matchRoute(method, url.pathname.slice(basePath.length))?.operation.id === "listUsers";
  const limit = outcome.headers.find(([name]) => name === "x-pagination-limit")?.[1];
  return isList && limit === "20" ? { history: "pages of 20 by default, as in 2021 and early 2022 (facts 5)" } : {};
};

const outOfScope = (url: URL, method: string, basePath: string): string | undefined => {
  const path = url.pathname;
  if (!path.startsWith(`${basePath}/`)) {
    const version = /\/public(?:\/(v\d+)|-api)\//.exec(path);
    if (version !== null) return `another version of the API (${version[1] ?? "v0"})`;
    return `not under ${basePath}: ${safeText(path, 80)}`;
  }
  const below = path.slice(basePath.length);
  if (matchRoute(method, below) !== undefined) return undefined;
  if (/^\/users\/[^/]+\/./.test(below) || /^\/(posts|comments|todos)(\/|$)/.test(below)) {
    return `another resource: ${safeText(below, 80)}`;
  }
  return `no such operation in the spec: ${safeText(`${method} ${below}`, 80)}`;
};

const isNamed = (creator: unknown, name: string): boolean =>
  typeof creator === "object" && creator !== null && "name" in creator && creator.name === name;

const findBasePath = (urls: readonly URL[]): string => {
  for (const { pathname } of urls) {
    const found = /^.*?\/public\/v2(?=\/|$)/.exec(pathname);
    if (found !== null) return found[0];
  }
  return "/public/v2";
};

const hostOf = (url: URL) => url.host.replace(/^www\./, "");
const official = "gorest.co.in";

/** The one service the file is about: Go REST itself where it is in it, else the first that looks like it. */
const findHost = (urls: readonly URL[], basePath: string): string | undefined => {
  const hosts = urls.filter(({ pathname }) => pathname.startsWith(`${basePath}/`)).map(hostOf);
  return hosts.find((host) => host === official) ?? hosts[0];
};

/** By time as far as it is known: an entry without a date stays behind the one before it. */
const byTime = <Item extends { readonly times: Times }>(items: readonly Item[]): readonly Item[] => {
  let lastMs = Number.NEGATIVE_INFINITY;
  return items
    .map((item) => {
      lastMs = item.times.startMs ?? lastMs;
      return { item, atMs: lastMs };
    })
    .sort((a, b) => (a.atMs === b.atMs ? 0 : a.atMs - b.atMs))
    .map(({ item }) => item);
};

/**
 * Gives exchanges their place in time: that of the recorder's own clock where every entry has it. Unless every entry has
 * a fine time, all are laid out one after the other: an overlap guessed from whole seconds would be judged as a real one.
 */
const laidOut = (items: readonly { readonly untimed: Untimed; readonly times: Times }[]): readonly Exchange[] => {
  const exact = items.flatMap(({ untimed, times: { exactUs } }) =>
    exactUs === undefined ? [] : [{ untimed, exactUs }],
  );
  if (exact.length === items.length) {
    return exact
      .sort((a, b) => a.exactUs.start - b.exactUs.start)
      .map(({ untimed, exactUs }, i) => ({ ...untimed, seq: i + 1, startUs: exactUs.start, endUs: exactUs.end }));
  }
  const fine = items.every(({ times }) => times.tookMs !== undefined);
  const sorted = byTime(items);
  const zeroMs = sorted[0]?.times.startMs ?? 0;
  return sorted.map(({ untimed, times }, i) => {
    if (!fine)
      return { ...untimed, seq: i + 1, startUs: i * 2, endUs: i * 2 + 1, gaps: { ...untimed.gaps, times: true } };
    const startUs = Math.round(((times.startMs ?? 0) - zeroMs) * 1000);
    return { ...untimed, seq: i + 1, startUs, endUs: startUs + Math.round((times.tookMs ?? 0) * 1000) };
  });
};

/**
 * Reads a HAR (1.1 or 1.2) as exchanges. Pure: no clock, no file. Credentials and cookies are left behind.
 * @param json what JSON.parse made of the file
 * @throws HarError when the file, or one entry of it, is not a HAR: one line that says where
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export const exchangesOfHar = (json: unknown, options: HarOptions = {}): HarReading => {
  const log = fieldsOf(fieldsOf(json, "the file").log, "log");
  const entries = listOf(log.entries, "log.entries").map((value, index) => {
    const where = `log.entries[${index}]`;
    const entry = fieldsOf(value, where);
    const request = fieldsOf(entry.request, `${where}.request`);
    return { index, where, entry, request, url: urlOf(request.url, `${where}.request.url`) };
  });
  const basePath = (options.basePath ?? findBasePath(entries.map(({ url }) => url))).replace(/\/+$/, "");
  const host = findHost(
    entries.map(({ url }) => url),
    basePath,
  );
  // Files of ours begin where the run began.
  const ours =
    isNamed(log.creator, "gorest-harness") &&
    entries.every(({ entry }) => typeof entry._seq === "number" && "_token" in entry);
  const skipped: { index: number; why: string }[] = [];
  const read: { untimed: Untimed; times: Times }[] = [];

  for (const { index, where, entry, request, url } of entries) {
    const method = methodOf(request, `${where}.request`);
    const elsewhere =
      host === undefined || hostOf(url) === host ? undefined : `another host: ${safeText(url.host, 80)}`;
    const scope = outOfScope(url, method, basePath) ?? elsewhere;
    if (scope !== undefined) {
      skipped.push({ index, why: scope });
      continue;
    }
    const remarks = remarksOf(entry);
    const response = fieldsOf(entry.response ?? {}, `${where}.response`);
    const browser = ofTheBrowser(entry, response, url);
    if (browser !== undefined) {
      skipped.push({ index, why: browser });
      continue;
    }
    const { outcome, gaps } = outcomeOf(response, method, remarks, `${where}.response`);
    const sent = requestOf(request, url, identityOf(entry, remarks), `${where}.request`);
    const missing = bodyMissing(request, method, sent.body, remarks);
    const untimed: Untimed = {
      request: sent,
      outcome,
      attempt: 1,
      purpose: `HAR entry ${index}`,
      gaps: {
        ...gaps,
        ...(missing ? { request: true } : {}),
        ...history(outcome, method, url, basePath),
        ...(ours ? {} : { before: true }),
      },
    };
    read.push({ untimed, times: timesOf(entry) });
  }
  return { exchanges: laidOut(read), skipped, basePath };
};
