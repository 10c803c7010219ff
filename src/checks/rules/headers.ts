import type { HeaderSpec } from "../../contract/document.ts";
import { headerOf, isBudgetHeader } from "../../contract/exchange.ts";
import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named, quote, requestIdOf, wasKept } from "../evidence.ts";
import { createHabits } from "../headers/habits.ts";
import { looksOf, sameType } from "../headers/profile.ts";
import { isWithin, listPageOf } from "../lists/list-query.ts";
import { rule, statefulRule, type View } from "../rule.ts";

export const requiredHeaders = rule({
  id: "required-headers",
  sentence: "a list carries all its pagination headers and links, empty where there is no neighbour",
  clause: "every answer",
  level: "must",
  sources: ["guide G7", "facts 5.5", "facts 5.6"],
  judge: (view) => {
    const required = view.answer.spec?.headers.filter(({ required, key }) => required && wasKept(view, key)) ?? [];
    if (required.length === 0) return undefined;
    const list = listPageOf(view);
    // What a list says of itself beyond its last page, or for a page that is no number, is open (facts 11.8).
    if (list !== undefined && !isWithin(list)) return undefined;
    for (const { key, name } of required) {
      if (view.answer.headers.has(key)) continue;
      return violated(`the header ${name}`, `none with ${view.answer.status} to ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Headers that may rightly be sent in several lines. */
const lists = new Set(["vary", "cache-control"]);

const valuesOf = (view: View, { key }: HeaderSpec): readonly string[] =>
  view.answer.raw.headers.flatMap(([name, value]) => (name === key ? [value.trim()] : []));

/** A gateway that limits by itself adds its own headers to the service's: several values, each of its type. */
const mayBeTwoLimiters = (view: View, header: HeaderSpec): boolean => {
  if (!isBudgetHeader(header.key)) return false;
  const values = valuesOf(view, header).flatMap((line) => line.split(",").map((value) => value.trim()));
  return values.length > 1 && values.every((value) => header.check(value) === undefined);
};

const misfit = (view: View, header: HeaderSpec, joined: string): string | undefined => {
  if (lists.has(header.key)) return undefined;
  // Several lines of one name are joined by commas.
  if (!joined.includes(",")) return header.check(joined.trim());
  const values = valuesOf(view, header);
  // What stands between may give each answer an id of its own beside the service's.
  if (header.key === "x-request-id" && values.some((value) => uuid.test(value))) return undefined;
  if (new Set(values).size > 1) return "one value";
  return header.check(values[0] ?? "");
};

export const headerTypes = rule({
  id: "header-types",
  sentence: "each documented header has a value of its type, once",
  clause: "every answer",
  level: "must",
  sources: ["guide G7", "guide G8", "facts 5.5", "facts 6.2", "facts 6.5", "facts 7.2"],
  judge: (view) => {
    const { spec, headers, raw, status } = view.answer;
    if (spec === undefined || raw.headers.length === 0) return undefined;
    const list = listPageOf(view);
    // What a list says of itself beyond its last page, or for a page that is no number, is open (facts 11.8).
    const openLinks = list !== undefined && !isWithin(list);
    let judged = false;
    let twice = false;
    for (const header of spec.headers) {
      const value = headers.get(header.key);
      if (value === undefined || (openLinks && /^x-(links|pagination)-/.test(header.key))) continue;
      judged = true;
      const wanted = misfit(view, header, value);
      if (wanted === undefined) continue;
      if (mayBeTwoLimiters(view, header)) {
        twice = true;
        continue;
      }
      const received = `${header.name}: ${quote(value)} with ${status} to ${named(view)}`;
      return violated(`${header.name}: ${wanted}`, received, [view.seq]);
    }
    if (twice) return inconclusive("X-RateLimit headers come twice: a gateway in front may have added its own");
    return judged ? holds : undefined;
  },
});

interface Form {
  readonly name: string;
  readonly key: string;
  readonly wanted: string;
  readonly fits: (value: string | undefined, status: number) => boolean;
}

/** Values whose exact form is a choice of presentation. */
const forms: readonly Form[] = [
  {
    name: "Content-Type",
    key: "content-type",
    wanted: "application/json; charset=utf-8",
    fits: (value, status) => status === 204 || value === undefined || sameType.test(value),
  },
  {
    name: "X-Request-Id",
    key: "x-request-id",
    wanted: "a UUID",
    fits: (value) => value === undefined || value.split(",").some((one) => uuid.test(one.trim())),
  },
  {
    name: "X-Runtime",
    key: "x-runtime",
    wanted: "seconds with six decimals",
    fits: (value) => value === undefined || /^\d+\.\d{6}$/.test(value),
  },
  // RFC 9110 section 15.5.2 wants one, so that a service that has it is no worse.
  {
    name: "WWW-Authenticate",
    key: "www-authenticate",
    wanted: "none",
    fits: (value) => value === undefined,
  },
];

const misfitOf = (view: View): RuleOutcome | undefined => {
  const { headers, status } = view.answer;
  for (const { name, key, wanted, fits } of forms) {
    const value = headers.get(key);
    if (fits(value, status)) continue;
    return violated(`${name}: ${wanted}`, `${quote(value)} with ${status} to ${named(view)}`, [view.seq]);
  }
  return undefined;
};

/** Drift from the recordings that a correct server may show as well. */
export const headerForms = statefulRule({
  id: "header-forms",
  sentence: "the service has the headers that it was recorded with, in their exact form",
  clause: "every answer",
  level: "observed",
  sources: ["facts 2.9", "facts 6.1", "facts 6.4", "facts 6.5"],
  start: createHabits,
  judge: (view, habits) => {
    const looks = looksOf(view);
    if (looks === undefined) return undefined;
    habits.add(view, looks);
    return misfitOf(view) ?? holds;
  },
  end: (habits) => habits.never(),
});

/**
 * A header that is as recorded in some answers must be so in all of its kind. One that never is may be another server's
 * habit, or a gateway's that strips or rewrites it: {@link headerForms} speaks of that.
 */
export const headerProfile = statefulRule({
  id: "header-profile",
  sentence:
    "each kind of answer carries the headers recorded of it: Cache-Control, ETag, Location, Vary, X-Request-Id, X-Runtime and the security headers",
  clause: "every answer",
  level: "must",
  sources: ["facts 2.9", "facts 3.1", "facts 3.8", "facts 6.2", "facts 6.4", "facts 6.5"],
  start: createHabits,
  judge: (view, habits) => {
    const looks = looksOf(view);
    if (looks === undefined) return undefined;
    const found = habits.add(view, looks);
    if (found.length > 0) return found;
    return looks.otherwise.length === 0 ? holds : undefined;
  },
  end: (habits) => habits.missing(),
});

const kept = 10_000;

export const requestIdUnique = statefulRule({
  id: "request-id-unique",
  sentence: "no two answers have the same X-Request-Id",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.5"],
  start: () => new BoundedMap<string, number>(kept),
  judge: (view, seen) => {
    const id = requestIdOf(view);
    if (id === undefined) return undefined;
    // A cache's copy of an earlier answer says so, and is that answer (RFC 9111 section 5.1).
    if (view.answer.headers.get("age") !== undefined) return undefined;
    const earlier = seen.get(id);
    if (earlier !== undefined) return violated("an id of its own", `${quote(id)} again`, [earlier, view.seq]);
    seen.set(id, view.seq);
    return holds;
  },
});

export const browsersMayRead = statefulRule({
  id: "browsers-may-read",
  sentence: "a preflight request is granted, and pages of any origin may read the pagination headers",
  clause: "every answer",
  level: "observed",
  sources: ["facts 6.7", "facts 12.8"],
  start: () => undefined,
  judge: (view) => {
    const origin = headerOf(view.sent.request, "origin");
    const { headers, status } = view.answer;
    if (origin === undefined || view.operation?.id !== "listUsers" || status !== 200) return undefined;
    if (view.exchange.gaps !== undefined) return undefined;
    const allowed = headers.get("access-control-allow-origin");
    const exposed = headers.get("access-control-expose-headers") ?? "";
    if ((allowed === "*" || allowed === origin) && /\*|x-pagination-/i.test(exposed)) return holds;
    const received = `Access-Control-Allow-Origin: ${quote(allowed)}, Access-Control-Expose-Headers: ${quote(exposed)}`;
    return violated("an origin allowed and X-Pagination-* exposed", received, [view.seq]);
  },
  onSkipped: ({ answer, sent, seq, exchange }) => {
    if (answer === undefined || answer.fromGateway || exchange.gaps !== undefined) return undefined;
    const wanted = headerOf(sent.request, "access-control-request-method");
    if (sent.request.method !== "OPTIONS" || wanted === undefined || answer.status === 429) return undefined;
    const allowed = answer.headers.get("access-control-allow-origin");
    if (answer.status >= 300 || allowed === undefined)
      return violated("2xx with Access-Control-Allow-Origin", `${answer.status} with ${quote(allowed)}`, [seq]);
    // Three methods need no leave (Fetch standard, CORS-safelisted methods).
    const methods = answer.headers.get("access-control-allow-methods") ?? "";
    const granted =
      /^(?:GET|HEAD|POST)$/.test(wanted) || methods.split(",").some((one) => [wanted, "*"].includes(one.trim()));
    return granted ? holds : violated(`Access-Control-Allow-Methods with ${wanted}`, quote(methods), [seq]);
  },
});
