import { headersOfRequest } from "../client/curl.ts";
import { answerOf, type Exchange, headerOf } from "../contract/exchange.ts";
import { jsonOf, usersIn } from "../contract/own-records.ts";
import type { Violation } from "../contract/verdict.ts";
import { overlap } from "./exchange-buffer.ts";
import {
  parts,
  type ReproductionContext,
  type Sign,
  shellScript,
  startFirst,
  tokens,
  type Variable,
  variablesOf,
} from "./repro-shell.ts";

/** A finding as files that need none of this project: a shell script, and requests for an editor's HTTP client. */
export interface Reproduction {
  /** POSIX sh with curl: creates what it needs, deletes it again, exits 1 where the service still shows the violation. */
  readonly sh: string;
  /** The same requests in the .http format of editors. */
  readonly http: string;
}

/** Headers of an answer that a violation speaks of. */
const headersIn = ({ expected, received, detail = "" }: Violation): readonly string[] => {
  const names = `${expected} ${received} ${detail}`
    .toLowerCase()
    .match(/\b(?:x-[a-z][a-z-]+[a-z]|content-type|content-length|etag|location|cache-control|retry-after|vary)\b/g);
  return [...new Set(names)].filter((name) => !/^x-(?:ratelimit|request-id|runtime)/.test(name));
};

/** Headers whose values are new for each record. */
const isNew = (name: string): boolean => name === "etag" || name === "location";

/**
 * The headers that the violation names, or the whole body where it is of the case's own records. Undefined: others' records
 * are in it, or what stands in it is new each time.
 */
const signOf = (exchange: Exchange, violation: Violation, nonce: string): Sign | undefined => {
  const answer = answerOf(exchange);
  if (answer === undefined || answer.mangled || answer.body.includes("\0")) return undefined;
  const { status } = answer;
  const headers = headersIn(violation).map((name) => ({ name, value: headerOf(answer, name) }));
  const telling = headers.filter(({ name, value }) => value === undefined || !isNew(name));
  if (telling.length > 0) return { status, headers: telling, body: undefined };
  if (headers.length > 0 && status !== 304) return undefined;
  if (answer.body === "") return { status, headers: [], body: "" };
  const isOwn = (email: string | undefined) => email?.toLowerCase().includes(nonce) === true;
  const own =
    exchange.request.method !== "GET" ||
    !Array.isArray(jsonOf(answer.body)) ||
    usersIn(answer.body).every((user) => isOwn(user.email));
  return own && answer.body.length < 20_000 ? { status, headers: [], body: answer.body } : undefined;
};

const httpFile = (
  { rule, exchanges, baseUrl, simulator }: ReproductionContext,
  variables: readonly Variable[],
  races: boolean,
): string => {
  const named = new Map<string, string>();
  const filled = (text: string) =>
    parts(text.toWellFormed(), variables)
      .map((part) =>
        typeof part === "string" ? part : part.name === "run" ? "{{run}}" : (named.get(part.name) ?? part.text),
      )
      .join("");
  const requests = exchanges.map((exchange, at) => {
    const { request } = exchange;
    const token = tokens[request.token];
    const path = request.url.startsWith(baseUrl) ? `{{base}}${request.url.slice(baseUrl.length)}` : request.url;
    const lines = [
      `### ${at + 1}`,
      `# @name step${at + 1}`,
      `${request.method} ${filled(path)}`,
      ...(token === undefined ? [] : [`Authorization: Bearer {{$processEnv ${token}}}`]),
      ...(request.token === "invalid" ? ["Authorization: Bearer not-a-token"] : []),
      ...headersOfRequest(request).map(([name, value]) => `${name}: ${filled(value)}`),
      ...(request.body === undefined ? [] : ["", filled(request.body)]),
    ];
    for (const { id } of request.method === "POST" ? usersIn(answerOf(exchange)?.body ?? "") : []) {
      const name = variables.find(({ text }) => text === String(id))?.name;
      if (name !== undefined && !named.has(name)) named.set(name, `{{step${at + 1}.response.body.$.id}}`);
    }
    return lines.join("\n");
  });
  const notes = [
    rule.sentence,
    ...(simulator === undefined ? [] : [`Found on the embedded simulator: ${startFirst(simulator)}`]),
    ...(races ? ["Some of these were sent at the same time, which an editor cannot do: the .sh file beside can."] : []),
  ];
  return `${notes.map((text) => `# ${text}\n`).join("")}@base = ${baseUrl}\n@run = {{$timestamp}}\n\n${requests.join("\n\n")}\n`;
};

/** Exchanges in order of sending, those that were under way at the same time together. */
const groupsOf = (exchanges: readonly Exchange[]): readonly (readonly Exchange[])[] => {
  const groups: Exchange[][] = [];
  for (const each of [...exchanges].sort((a, b) => a.startUs - b.startUs)) {
    const latest = groups.at(-1);
    if (latest?.some((other) => overlap(each, other)) === true) latest.push(each);
    else groups.push([each]);
  }
  return groups;
};

/** Where every two overlap, any order is possible, also when they are sent again: the same answers are as wrong. */
const atOnce = (group: readonly Exchange[]): boolean =>
  group.every((each) => group.every((other) => each === other || overlap(each, other)));

/**
 * A violation as files for whoever has only curl, or an editor; or why there are none, one line: no answer that comes again
 * can tell that it is there.
 */
export const reproductionOf = (context: ReproductionContext): Reproduction | string => {
  const { violation, exchanges, nonce } = context;
  const decisive = new Set(violation.seqs);
  const endUs = Math.max(...exchanges.flatMap((each) => (decisive.has(each.seq) ? [each.endUs] : [])));
  const isWrite = ({ request }: Exchange) => request.method !== "GET";
  const groups = groupsOf(exchanges.filter(({ startUs }) => startUs < endUs)).map((group) =>
    // A read beside them changes nothing.
    group.length === 1 ? group : group.filter((each) => isWrite(each) || decisive.has(each.seq)),
  );
  const needed = groups.flat();
  const races = groups.some(({ length }) => length > 1);
  if (needed.length === 0) return "none of its requests is kept";
  if (needed.some((each) => answerOf(each) === undefined)) return "one of its requests had no answer";
  if (!groups.every(atOnce)) return "its requests overlap in a way that a shell cannot time";
  const signs = new Map<Exchange, Sign>();
  for (const exchange of groups.flatMap((group) => group.filter(({ seq }) => decisive.has(seq) || group.length > 1))) {
    const sign = signOf(exchange, violation, nonce);
    if (sign === undefined) return "its answer holds what is new each time, or records of others";
    signs.set(exchange, sign);
  }
  const variables = variablesOf(needed, nonce);
  const sh = shellScript(context, groups, { signs, variables });
  return { sh, http: httpFile({ ...context, exchanges: needed }, variables, races) };
};
