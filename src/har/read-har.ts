import { matchRoute } from "../contract/document.ts";
import type { Answer, Exchange, Failure, Gaps } from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { callersIn } from "./callers.ts";
import { createCopyFinder } from "./copies.ts";
import { bodyMissing, identityOf, methodOf, outcomeOf, remarksOf, requestOf, urlOf } from "./entry.ts";
import { type Fields, fieldsOf, listOf } from "./fields.ts";
import { answerOutOfScope, hostOf, requestOutOfScope } from "./scope.ts";
import { inTime, type Times, timesOf } from "./times.ts";

export { HarError } from "./fields.ts";

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
  const limit = outcome.headers.find(([name]) => name === "x-pagination-limit")?.[1];
  return isList && limit === "20" ? { history: "pages of 20 by default, as in 2021 and early 2022 (facts 5.1)" } : {};
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

const official = "gorest.co.in";

/** The one service the file is about: Go REST itself where it is in it, else the first that looks like it. */
const findHost = (urls: readonly URL[], basePath: string): string | undefined => {
  const hosts = urls.filter(({ pathname }) => pathname.startsWith(`${basePath}/`)).map(hostOf);
  return hosts.find((host) => host === official) ?? hosts[0];
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
  const urls = entries.flatMap(({ url }) => (url === undefined ? [] : [url]));
  const basePath = (options.basePath ?? findBasePath(urls)).replace(/\/+$/, "");
  const host = findHost(urls, basePath);
  // Files of ours begin where the run began.
  const ours =
    isNamed(log.creator, "gorest-harness") &&
    entries.every(({ entry }) => typeof entry._seq === "number" && "_token" in entry);
  const skipped: { index: number; why: string }[] = [];
  const read: { untimed: Untimed; times: Times }[] = [];
  const isCopy = createCopyFinder();
  const inScope: Called[] = [];

  for (const { index, where, entry, request, url } of entries) {
    if (url === undefined) {
      skipped.push({ index, why: "it has no absolute URL" });
      continue;
    }
    const method = methodOf(request, `${where}.request`);
    const elsewhere =
      host === undefined || hostOf(url) === host ? undefined : `another host: ${safeText(url.host, 80)}`;
    const response = fieldsOf(entry.response ?? {}, `${where}.response`);
    const why =
      requestOutOfScope(url, method, basePath) ??
      elsewhere ??
      answerOutOfScope(entry, request, response, { url, basePath });
    if (why !== undefined) {
      skipped.push({ index, why });
      continue;
    }
    inScope.push({ index, where, entry, request, response, url, method });
  }

  const callerOf = callersIn(inScope);
  for (const { index, where, entry, request, response, url, method } of inScope) {
    const remarks = remarksOf(entry);
    const { outcome, gaps } = outcomeOf(response, method, { remarks, ours }, `${where}.response`);
    const told = identityOf(entry, remarks);
    const open = told === "unknown" && !url.searchParams.has("access-token");
    const token = open ? (callerOf(request, response) ?? told) : told;
    const sent = requestOf(request, url, token, `${where}.request`);
    if (!ours && isCopy({ request: sent, outcome }, entry.startedDateTime)) {
      skipped.push({ index, why: "a copy of an earlier entry" });
      continue;
    }
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
    read.push({ untimed, times: timesOf(entry, url) });
  }
  const { placed, fine } = inTime(read);
  const exchanges = placed.map(
    ({ untimed, span }, i): Exchange => ({
      ...untimed,
      seq: i + 1,
      ...span,
      ...(fine ? {} : { gaps: { ...untimed.gaps, times: true } }),
    }),
  );
  return { exchanges, skipped: skipped.sort((a, b) => a.index - b.index), basePath };
};
