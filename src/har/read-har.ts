import {
  type Answer,
  type Exchange,
  type Failure,
  type Gaps,
  headerOf,
  rateLimitHeaders,
} from "../contract/exchange.ts";
import { matchRoute, safeMethods } from "../contract/route.ts";
import { safeText } from "../contract/safe-text.ts";
import { limitOf, outcomeOf } from "./answer.ts";
import type { Attached } from "./body.ts";
import { callersIn } from "./callers.ts";
import { createCopyFinder } from "./copies.ts";
import { createsFirst } from "./creates-first.ts";
import { bodyMissing, identityOf, methodOf, remarksOf, requestOf, urlOf } from "./entry.ts";
import { type Fields, fieldsOf, HarError, listOf } from "./fields.ts";
import { hasCredential } from "./headers.ts";
import { isAltered, isOneEmail, recorderOf, renderedOtherwise, wasSentOtherwise } from "./recorder.ts";
import { answerOutOfScope, hostOf, lacksQueries, pathOutOfScope, requestOutOfScope, withQueryOf } from "./scope.ts";
import { inTime, type Times, timesOf } from "./times.ts";

export { HarError } from "./fields.ts";

export interface HarOptions {
  /** Path of the base URL, such as /public/v2; found from the first entry that has /public/v2 in it when not given. */
  readonly basePath?: string;
  /** Nothing was left out of the file, and who has no token in it is one account. Not believed where `doubts` say otherwise. */
  readonly complete?: boolean;
  /** Bodies that the recorder put beside the HAR. */
  readonly attached?: Attached;
}

interface Skipped {
  /** Place in the file, from 0. */
  readonly index: number;
  readonly why: string;
  /** It is no entry of a HAR: what it was about is not known. */
  readonly broken?: true;
  /** Another entry is the same exchange. */
  readonly copy?: true;
  /** It may have changed something of the service that the file is about. */
  readonly changes?: boolean;
}

export interface HarReading {
  /** The entries in scope, in order of sending. `purpose` names the place in the file: "HAR entry 36". */
  readonly exchanges: readonly Exchange[];
  /** The entries out of scope, and those that are broken. */
  readonly skipped: readonly Skipped[];
  readonly basePath: string;
  /** What was changed since it was recorded, as the file itself shows. */
  readonly remarks: readonly string[];
  /** Why the file can't be taken for complete. */
  readonly doubts: readonly string[];
}

interface Called {
  readonly index: number;
  readonly where: string;
  readonly entry: Fields;
  readonly request: Fields;
  readonly response: Fields;
  readonly url: URL;
  readonly method: string;
}

type Untimed = Omit<Exchange, "seq" | "startUs" | "endUs">;

/** Names what the entry shows of an older service, so that it is listed instead of judged. */
const history = (outcome: Answer | Failure, method: string, url: URL, basePath: string): Gaps => {
  if (outcome.kind === "failure" || url.searchParams.has("per_page")) return {};
  const isList = matchRoute(method, url.pathname.slice(basePath.length))?.operation.id === "listUsers";
  const limit = headerOf(outcome, "x-pagination-limit");
  return isList && limit === "20" ? { history: "pages of 20 by default, as in 2021 and early 2022 (facts 5.1)" } : {};
};

const findBasePath = (urls: readonly URL[]): string => {
  for (const { pathname } of urls) {
    const found = /^.*?\/public\/v2(?=\/|$)/.exec(pathname);
    if (found !== null) return found[0];
  }
  return "/public/v2";
};

const official = "gorest.co.in";

/** The one service the file is about: Go REST itself where it is in it, else the first with its paths. */
const findHost = (urls: readonly URL[], basePath: string): string | undefined => {
  const hosts = urls.filter(({ pathname }) => pathname.startsWith(`${basePath}/`)).map(hostOf);
  return hosts.find((host) => host === official) ?? hosts[0];
};

const logOf = (json: unknown): Fields => {
  const file = fieldsOf(json, "the file");
  // Some tools leave out the object around it.
  return file.log === undefined && Array.isArray(file.entries) ? file : fieldsOf(file.log, "log");
};

/** A service empties a header or two where it is wrong, whoever removes values all of a kind. */
const mostEmpty = 3;

/** Sent together: a recorder drops them together, and where one alone is never there, the service does not send it. */
const families = [
  ["x-pagination-total", "x-pagination-pages", "x-pagination-page", "x-pagination-limit"],
  ["x-links-current", "x-links-next", "x-links-previous"],
  rateLimitHeaders,
];

/** Names of the headers that answers of a file have, without those whose values were removed. */
const keptNames = (outcomes: readonly (Answer | Failure)[]): ReadonlySet<string> => {
  const headers = outcomes.flatMap((outcome) => (outcome.kind === "answer" ? outcome.headers : []));
  const all = new Set(headers.map(([name]) => name));
  const filled = new Set(headers.flatMap(([name, value]) => (value.trim() === "" ? [] : [name])));
  // Links are empty where there is no neighbour.
  const isEmptied = (name: string) => !filled.has(name) && !name.startsWith("x-links-");
  const kept = [...all].filter(isEmptied).length > mostEmpty ? filled : all;
  return new Set([...kept, ...families.flatMap((family) => (family.some((name) => kept.has(name)) ? family : []))]);
};

const withHeaders = (outcome: Answer | Failure, kept: ReadonlySet<string>): Answer | Failure =>
  outcome.kind === "failure" || outcome.headers.every(([name]) => kept.has(name))
    ? outcome
    : { ...outcome, headers: outcome.headers.filter(([name]) => kept.has(name)) };

/** An exchange of which no body is what was sent. */
const withoutBodies = <Item extends { readonly untimed: Untimed }>(item: Item): Item => {
  const { request, outcome, gaps } = item.untimed;
  const { body, ...bare } = request;
  return {
    ...item,
    untimed: {
      ...item.untimed,
      request: bare,
      outcome: outcome.kind === "answer" ? { ...outcome, body: "" } : outcome,
      gaps: { ...gaps, body: true, ...(body === undefined ? {} : { request: true }) },
    },
  };
};

/** Whether what is not known of a request may have changed something. */
const hidesChange = ({ request, gaps }: Untimed): boolean => gaps?.request === true && request.method !== "GET";

/**
 * Reads a HAR (1.1 or 1.2) as exchanges. Pure: no clock, no file. Credentials and cookies are left behind. Entries of other
 * hosts are not read beyond their address, and one that is broken is listed.
 * @param json what JSON.parse made of the file
 * @throws HarError when the file is no HAR: one line that says where
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export const exchangesOfHar = (json: unknown, options: HarOptions = {}): HarReading => {
  const log = logOf(json);
  const values = listOf(log.entries, "log.entries");
  const recorder = recorderOf(log, values, options.attached ?? (() => undefined));
  const { ours, unbroken, rendersAnew } = recorder;
  const skipped: Skipped[] = [];
  /** Reads one entry, or a part of it; what is broken is listed and passed over. */
  const orSkip = <T>(index: number, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof HarError)) throw error;
      skipped.push({ index, why: error.message, broken: true });
      return undefined;
    }
  };

  const addressed = values.flatMap((value, index) => {
    const where = `log.entries[${index}]`;
    const found = orSkip(index, () => {
      const entry = fieldsOf(value, where);
      const request = fieldsOf(entry.request, `${where}.request`);
      const url = urlOf(request.url, `${where}.request.url`);
      return { index, where, entry, request, url: url === undefined ? undefined : withQueryOf(url, request) };
    });
    return found === undefined ? [] : [found];
  });
  const urls = addressed.flatMap(({ url }) => (url === undefined ? [] : [url]));
  const basePath = (options.basePath ?? findBasePath(urls)).replace(/\/+$/, "");
  const host = findHost(urls, basePath);

  const called: Called[] = [];
  const foreign = new Set<number>();
  for (const { index, where, entry, request, url } of addressed) {
    if (url === undefined) {
      skipped.push({ index, why: "it has no absolute URL" });
      continue;
    }
    if (host !== undefined && hostOf(url) !== host) {
      skipped.push({ index, why: `another host: ${safeText(url.host, 80)}` });
      foreign.add(index);
      continue;
    }
    orSkip(index, () => {
      const method = methodOf(request, `${where}.request`);
      const unasked = pathOutOfScope(url, basePath) ?? requestOutOfScope(url, method, basePath);
      const response = unasked === undefined ? fieldsOf(entry.response ?? {}, `${where}.response`) : {};
      const why = unasked ?? answerOutOfScope(entry, request, response, { url, basePath });
      if (why === undefined) called.push({ index, where, entry, request, response, url, method });
      else skipped.push({ index, why, changes: !safeMethods.has(method) });
    });
  }

  const queryless = !ours && lacksQueries(called);
  const read: { index: number; untimed: Untimed; times: Times }[] = [];
  const isCopy = createCopyFinder(ours);
  const limit = limitOf(called.map(({ response }) => response));
  const callerOf = callersIn(called, options.complete === true);
  for (const { index, where, entry, request, response, url, method } of called)
    orSkip(index, () => {
      const isList = matchRoute(method, url.pathname.slice(basePath.length))?.operation.id === "listUsers";
      if (queryless && isList) return skipped.push({ index, why: "its recorder left the query out" });
      const remarks = remarksOf(entry);
      const { outcome, gaps } = outcomeOf(
        entry,
        response,
        { method, remarks },
        { ...recorder, limit },
        `${where}.response`,
      );
      const stated = identityOf(entry, remarks);
      const open = stated === "unknown" && !hasCredential(url) && !rendersAnew;
      const token = open ? (callerOf(request, response) ?? stated) : stated;
      const kept = requestOf(request, { url, method, token }, recorder, `${where}.request`);
      const { body: _, ...bodiless } = kept;
      const sent = !ours && wasSentOtherwise(kept, outcome) ? bodiless : kept;
      const another = rendersAnew ? renderedOtherwise(url, sent, outcome) : undefined;
      if (another !== undefined) return skipped.push({ index, why: another });
      if (isCopy(entry, { request: sent, outcome }))
        return skipped.push({ index, why: "a copy of an earlier entry", copy: true });
      const missing = (!ours || Number(request.bodySize) > 0) && bodyMissing(sent, remarks);
      const untimed: Untimed = {
        request: sent,
        outcome,
        attempt: 1,
        purpose: `HAR entry ${index}`,
        gaps: { ...gaps, ...(missing ? { request: true } : {}), ...history(outcome, method, url, basePath) },
      };
      const times = timesOf(entry, response, url);
      return read.push({ index, untimed, times: rendersAnew ? { ...times, startMs: undefined } : times });
    });

  const altered = ours ? undefined : alterationIn(read.map(({ untimed }) => untimed.outcome));
  const { placed, fine, dated } = inTime(altered !== undefined ? read.map(withoutBodies) : read);
  const remarks = [
    ...(queryless ? ["its addresses lack their queries"] : []),
    ...(dated ? [] : ["its dates give no order"]),
    ...(altered === undefined ? [] : [altered]),
  ];
  const doubts = [
    ...remarks,
    ...(rendersAnew ? ["its recorder keeps the last answer to each request alone"] : []),
    ...unseenIn(skipped),
    ...countOf(skipped.filter(({ broken }) => broken === true).length, "entry is broken", "entries are broken"),
    ...countOf(
      read.filter(({ untimed }) => hidesChange(untimed)).length,
      "body that was sent is not in it",
      "bodies that were sent are not in it",
    ),
  ];
  const whole = unbroken || (options.complete === true && doubts.length === 0);
  const own = new Set(skipped.flatMap(({ index, copy }) => (copy === true || foreign.has(index) ? [] : [index])));
  let leftOut = 0;
  const leftOutUpTo = values.map((_, index) => (own.has(index) ? ++leftOut : leftOut));
  const headersKept = keptNames(read.map(({ untimed }) => untimed.outcome));
  const exchanges = (ours ? placed : createsFirst(placed)).map(
    ({ index, untimed, span }, i): Exchange => ({
      ...untimed,
      outcome: withHeaders(untimed.outcome, headersKept),
      seq: i + 1,
      ...span,
      gaps: {
        ...untimed.gaps,
        ...(altered === undefined ? {} : { body: true, request: true }),
        headersKept,
        ...(own.size === 0 ? {} : { leftOut: leftOutUpTo[index] ?? 0 }),
        ...(whole ? {} : { before: true }),
        ...(fine ? {} : { times: true }),
      },
    }),
  );
  return { exchanges, skipped: skipped.sort((a, b) => a.index - b.index), basePath, remarks, doubts };
};

/** What shows that the bodies in a file are not what was sent; undefined: nothing does. */
const alterationIn = (outcomes: readonly (Answer | Failure)[]): string | undefined => {
  if (isAltered(outcomes)) return "its bodies are not those that the ETags beside them are of";
  return isOneEmail(outcomes) ? "all users in it have the same e-mail" : undefined;
};

const countOf = (count: number, one: string, several: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];

const unseenIn = (skipped: readonly Skipped[]): readonly string[] =>
  countOf(
    skipped.filter(({ changes }) => changes === true).length,
    "request that may have changed something is out of scope",
    "requests that may have changed something are out of scope",
  );
