import { isBudgetHeader } from "../../contract/exchange.ts";
import { isObject } from "../../contract/is-object.ts";
import { memoizeLast } from "../../contract/memoize-last.ts";
import { wasKept } from "../evidence.ts";
import type { View } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

/** Kinds of answers whose headers have been recorded; of 304, 429 and 5xx nothing is known. */
const kinds = {
  200: "found",
  201: "found",
  204: "no content",
  401: "unauthorized",
  404: "refused",
  422: "refused",
} as const;
type Kind = (typeof kinds)[keyof typeof kinds];

/** What of a header is known for one kind of answer. */
interface Known {
  /** As a recording has it, or in words. */
  readonly wanted: string;
  readonly fits: (value: string) => boolean;
  /** Whether a value that fits is of the service's own making, as no box writes it into every answer. Default: each is. */
  readonly isOwn?: (value: string) => boolean;
  /**
   * It may as well be absent or otherwise, for other rules speak of that, and it is the service's own where an answer to a
   * token has it once: a box that counts by itself adds a second one.
   */
  readonly optional?: true;
}

/**
 * What shows that a header is the service's habit, so that an answer where it is otherwise is a fault and no other server,
 * nor a gateway that strips, adds or rewrites it everywhere: `itself`, it was as recorded in another answer; `its kin`,
 * another header of the framework's set was.
 */
type Basis = "itself" | "its kin";

interface HeaderProfile {
  readonly name: string;
  readonly key: string;
  readonly basis: Basis;
  /** By kind of answer; "absent": never there. */
  readonly on: { readonly [kind in Kind]?: Known | "absent" };
  /** Of which operations only; undefined: all. */
  readonly operations: readonly string[] | undefined;
}

const directivesOf = (value: string): readonly string[] => value.split(",").map((one) => one.trim().toLowerCase());

/** In any order, with more beside them; what may not even be kept is as good. */
const directives = (...wanted: readonly string[]): Known => ({
  wanted: wanted.join(", "),
  // It has the same value in nearly every answer.
  fits: memoizeLast((value) => {
    const given = directivesOf(value);
    return given.includes("no-store") || wanted.every((one) => given.includes(one));
  }),
});

/** One of these, the recorded one first; the others are as strict, or what Cloudflare's security headers say. */
const oneOf = (...values: readonly string[]): Known => ({
  wanted: values[0] ?? "",
  // A gateway may add its own line to the application's.
  fits: memoizeLast((value) => directivesOf(value).every((given) => values.some((one) => one.toLowerCase() === given))),
});

const matching = (wanted: string, pattern: RegExp): Known => ({
  wanted,
  fits: memoizeLast((value) => pattern.test(value.trim())),
});

/** Blanks, quotes and letter case make no other type. @see RFC 9110 8.3.1 */
export const sameType = /^\s*application\/json\s*;\s*charset=("?)utf-8\1\s*$/i;

const oneNumber: Known = { ...matching("a number", /^\d+$/), optional: true };

const everywhere = (known: Known): HeaderProfile["on"] => ({
  found: known,
  "no content": known,
  unauthorized: known,
  refused: known,
});

const header = (
  name: string,
  basis: Basis,
  on: HeaderProfile["on"],
  operations?: readonly string[],
): HeaderProfile => ({
  name,
  key: name.toLowerCase(),
  basis,
  on,
  operations,
});

/**
 * The headers of each kind of answer, as recordings from 2023-04 to 2025-12 have them.
 * @see facts 2.9, facts 3.1, facts 3.8, facts 6.2, facts 6.4, facts 6.5
 */
const profile: readonly HeaderProfile[] = [
  header("Cache-Control", "itself", {
    found: directives("max-age=0", "private", "must-revalidate"),
    "no content": directives("no-cache"),
    unauthorized: directives("no-cache"),
    refused: directives("no-cache"),
  }),
  header("ETag", "itself", {
    found: matching('an entity tag, W/"…"', /^(W\/)?"[^"]+"$/),
    "no content": "absent",
    unauthorized: "absent",
    refused: "absent",
  }),
  header("Content-Type", "itself", {
    found: { ...matching("application/json", /json/i), isOwn: (value) => sameType.test(value) },
    "no content": "absent",
  }),
  header("Location", "itself", { found: matching("the URL of the new user", /\S/) }, ["createUser"]),
  // The documentation promises a budget with every answer; of all recorded ones, no 401 has it.
  ...["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"].map((name) =>
    header(name, "itself", { found: oneNumber, "no content": oneNumber, unauthorized: "absent", refused: oneNumber }),
  ),
  header("Vary", "itself", everywhere(matching("Origin", /(^|[\s,])(origin|\*)([\s,]|$)/i))),
  header("X-Request-Id", "itself", everywhere(matching("an id", /\S/))),
  header("X-Runtime", "itself", everywhere(matching("seconds, as 0.012345", /^\d{1,6}(\.\d{1,9})?$/))),
  // Rails leaves it out since 7.1.
  header("X-Download-Options", "itself", everywhere(oneOf("noopen"))),
  header("X-Content-Type-Options", "its kin", everywhere(oneOf("nosniff"))),
  header("X-Frame-Options", "its kin", everywhere(oneOf("SAMEORIGIN", "DENY"))),
  header("X-Permitted-Cross-Domain-Policies", "its kin", everywhere(oneOf("none"))),
  header(
    "Referrer-Policy",
    "its kin",
    everywhere(oneOf("strict-origin-when-cross-origin", "same-origin", "no-referrer", "strict-origin")),
  ),
  header("X-XSS-Protection", "its kin", everywhere(oneOf("0", "1; mode=block"))),
];

/** What an answer's headers show, beside what was recorded. */
export interface Looks {
  /** Places in {@link headerNames} of those that are as recorded. */
  readonly asRecorded: readonly number[];
  readonly otherwise: readonly Deviation[];
}

export interface Deviation {
  /** Place in {@link headerNames}. */
  readonly at: number;
  readonly expected: string;
  readonly received: string;
  /** It needs no basis: no server means an empty value, and no gateway empties one. */
  readonly sure: boolean;
  /** It has a value that no policy has: a gateway may write that everywhere, beside headers that it lets pass. */
  readonly rewritten: boolean;
  /** A budget beside a 401: a box that counts for itself shows one to guests as well. */
  readonly keyless: boolean;
  /** A tag that is missing: a box that writes a body in another form drops the tag, whatever was requested. */
  readonly dropped: boolean;
}

/** The one header of its set that has no other value to choose. */
const onlyOneValue = "x-content-type-options";

/** Names of the headers of the profile, in its order. */
export const headerNames: readonly string[] = profile.map(({ name }) => name);

/** Whether there is such a header at all since the service was rebuilt is an open question. @see facts 11.11 */
export const isOpen: readonly boolean[] = profile.map(({ key }) => key === "etag" || key === "location");

/** Headers that share a basis, by place: those that show it to be the service's habit. */
export const basisOf: readonly (readonly number[])[] = profile.map(({ basis }, at) =>
  basis === "its kin" ? profile.flatMap((other, place) => (other.basis === "its kin" ? [place] : [])) : [at],
);

const texts = new Set(["Invalid token", "Authentication failed", "Resource not found"]);
const saysAsDocumented = ({ answer: { body } }: View): boolean =>
  body.kind === "json" &&
  isObject(body.value) &&
  typeof body.value.message === "string" &&
  texts.has(body.value.message);

/** Whether the service itself has sent the header: of two lines, one is a box's, and where it sends none, all are. */
const isSentOnce = ({ answer: { raw }, token }: View, key: string): boolean => {
  if (token === "anonymous") return false;
  let times = 0;
  for (const [name] of raw.headers) if (name === key) times++;
  return times === 1;
};

const isKind = (status: number): status is keyof typeof kinds => status in kinds;

/** What is known of one kind of answer, with the place of each header. */
const knownOf = (kind: Kind) =>
  profile.flatMap(({ name, key, basis, on, operations }, at) => {
    const known = on[kind];
    return known === undefined ? [] : [{ name, key, basis, operations, at, known }];
  });
const byKind = {
  found: knownOf("found"),
  "no content": knownOf("no content"),
  unauthorized: knownOf("unauthorized"),
  refused: knownOf("refused"),
} as const satisfies { readonly [kind in Kind]: unknown };

/** Whether what stands between may have taken the header away, or written another one, for this answer alone. */
const mayBeChanged = (view: View, key: string): boolean => {
  // What compresses a body on its way may drop the tag of what it was.
  if (key === "etag") return view.answer.headers.has("content-encoding");
  // What any caller may see may be cached for all of them.
  return key === "cache-control" && view.token === "anonymous" && view.answer.status < 400;
};

const lookAt = (view: View): Looks | undefined => {
  const { answer, operation, exchange } = view;
  const { headers, status, spec, body } = answer;
  if (!isKind(status) || spec === undefined || exchange.gaps?.headers === true || headers.size === 0) return undefined;
  // A recorder may have left out or rewritten headers.
  if (exchange.gaps !== undefined && !headers.has("x-runtime")) return undefined;
  // A page in HTML comes from the router, of whose headers nothing is known.
  if (body.kind === "text" || unspecifiedInputOf(view) !== undefined) return undefined;
  const asRecorded: number[] = [];
  const budget: number[] = [];
  const otherwise: Deviation[] = [];
  for (const { at, name, key, operations, known } of byKind[kinds[status]]) {
    if (operations !== undefined && !operations.includes(operation?.id ?? "")) continue;
    const value = headers.get(key);
    if (known === "absent" ? value === undefined : value !== undefined && known.fits(value)) {
      if (value === undefined || known === "absent") continue;
      if (known.optional === true) {
        if (isSentOnce(view, key)) budget.push(at);
      } else if (known.isOwn?.(value) !== false) asRecorded.push(at);
      continue;
    }
    if (value === undefined && !wasKept(view, key)) continue;
    if ((known !== "absent" && known.optional === true) || mayBeChanged(view, key)) continue;
    otherwise.push({
      at,
      expected: known === "absent" ? `no ${name} with ${status}` : `${name}: ${known.wanted}`,
      received: value === undefined ? `no ${name}` : `${name}: ${value}`,
      sure: value?.trim() === "",
      rewritten: value !== undefined && key === onlyOneValue,
      keyless: isBudgetHeader(key),
      dropped: value === undefined && key === "etag",
    });
  }
  // A refusal with no header of the application at all may be a gateway's, unless it speaks in the application's words.
  if (asRecorded.length === 0 && status >= 400 && !saysAsDocumented(view)) return undefined;
  return { asRecorded: [...asRecorded, ...budget], otherwise };
};

/** Looks at the headers of an answer; undefined where nothing is known of them. */
export const looksOf: (view: View) => Looks | undefined = memoizeLast(lookAt);
