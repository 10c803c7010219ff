import { createHash } from "node:crypto";
import { defined } from "../../contract/defined.ts";
import type { User } from "../../contract/document.ts";
import type { Answer, Gaps, Header, Sent, TokenAlias } from "../../contract/exchange.ts";
import type { Verdict } from "../../contract/verdict.ts";
import { createJudge, type Judge } from "../judge.ts";
import type { Rule, RuleFailure } from "../rule.ts";

/** Histories for the tests of rules, written by hand: requests and their answers. No server. */

export const baseUrl = "http://127.0.0.1:4010/public/v2";

/** E-mails with this in them are the run's own. */
export const marker = "r7x2k9";

/** An answer to be given. `undefined` as a header's value drops the header; a list repeats it. */
export interface Parts {
  readonly status: number;
  readonly body: string;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly cut?: true;
  readonly mangled?: true;
  /** Not from the service: none of its own headers are added. */
  readonly foreign?: true;
}

const common = {
  vary: "Origin",
  "x-runtime": "0.012345",
  "x-frame-options": "SAMEORIGIN",
  "x-content-type-options": "nosniff",
  "x-xss-protection": "0",
  "x-download-options": "noopen",
  "x-permitted-cross-domain-policies": "none",
  "referrer-policy": "strict-origin-when-cross-origin",
};

/** A JSON answer with the headers the service sends. */
export const json = (status: number, value: unknown): Parts => {
  const body = JSON.stringify(value);
  const found = status === 200 || status === 201;
  return {
    status,
    body,
    headers: {
      ...common,
      "content-type": "application/json; charset=utf-8",
      "cache-control": found ? "max-age=0, private, must-revalidate" : "no-cache",
      etag: found ? `W/"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"` : undefined,
    },
  };
};

/** The same answer with other headers. */
export const withHeaders = (parts: Parts, headers: Parts["headers"]): Parts => ({
  ...parts,
  headers: { ...parts.headers, ...headers },
});

/** The same answer with another body text; the ETag goes, for it would be another's. */
export const withBody = (parts: Parts, body: string): Parts => ({
  ...parts,
  body,
  headers: { ...parts.headers, etag: undefined },
});

export const shown = (user: unknown): Parts => json(200, user);
export const created = (user: User): Parts => withHeaders(json(201, user), { location: `${baseUrl}/users/${user.id}` });
export const deleted: Parts = { status: 204, body: "", headers: { ...common, "cache-control": "no-cache" } };
export const message = (status: number, text: string): Parts => json(status, { message: text });
export const notFound = message(404, "Resource not found");
export const invalidToken = message(401, "Invalid token");
export const authenticationFailed = message(401, "Authentication failed");
export const tooManyRequests = message(429, "Too many requests");
export const unprocessable = (...errors: readonly (readonly [field: string, message: string])[]): Parts =>
  json(
    422,
    errors.map(([field, text]) => ({ field, message: text })),
  );
export const badGateway: Parts = {
  status: 502,
  body: "<html><head><title>502 Bad Gateway</title></head></html>",
  headers: { "content-type": "text/html" },
  foreign: true,
};

export interface Paging {
  readonly page?: number;
  readonly limit?: number;
  /** Default: as many as the rows shown, plus those of the pages before. */
  readonly total?: number;
}

/** A page with these rows, and the headers that belong to it. */
export const listed = (rows: readonly unknown[], { page = 1, limit = 10, total }: Paging = {}): Parts => {
  const count = total ?? (page - 1) * limit + rows.length;
  const pages = Math.ceil(count / limit);
  const link = (to: number) => `${baseUrl}/users?page=${to}`;
  return withHeaders(json(200, rows), {
    "x-pagination-total": String(count),
    "x-pagination-pages": String(pages),
    "x-pagination-page": String(page),
    "x-pagination-limit": String(limit),
    "x-links-current": link(page),
    "x-links-next": page < pages ? link(page + 1) : "",
    "x-links-previous": page > 1 ? link(page - 1) : "",
  });
};

/** A user with this id; its e-mail carries the marker. */
export const userOf = (id: number, values: Partial<User> = {}): User => ({
  id,
  name: `Name ${id}`,
  email: `u${id}.${marker}@example.com`,
  gender: "female",
  status: "active",
  ...values,
});

/** What a POST sends to make this user. */
export const fieldsOf = ({ name, email, gender, status }: User) => ({ name, email, gender, status });

interface Asking {
  readonly seq: number;
  /** The answer arrives. Returns the ids of the rules it broke. */
  gives(parts: Parts, gaps?: Gaps): readonly string[];
  /** No answer; the request may have been carried out, or certainly was not. */
  fails(maybeDone?: boolean, brokenAfterMs?: number): void;
}

export interface TestHistory {
  /**
   * Sends a request: "A GET /users/7", that is who, how, where. Requests leave a second apart and take 50 ms unless
   * others are sent before the answer comes.
   * @param body sent as JSON; a text is sent as it is
   */
  ask(line: string, body?: unknown, headers?: { readonly [name: string]: string }): Asking;
  /** Lets time pass. */
  wait(seconds: number): void;
  /** Ends the history. Returns the ids of the rules that were broken, in all, each once. */
  end(): readonly string[];
  /** Ids of the rules broken so far, each once. */
  broken(): readonly string[];
  /** The violations so far, whole. */
  readonly violations: readonly RuleFailure[];
  verdict(rule: string): Verdict | undefined;
  readonly judge: Judge;
}

export const isAlias = (text: string | undefined): text is TokenAlias =>
  text === "A" || text === "B" || text === "anonymous" || text === "invalid" || text === "unknown";

export const headerList = (headers: Parts["headers"]): readonly Header[] =>
  Object.entries(headers).flatMap(([name, value]): readonly Header[] => {
    if (value === undefined) return [];
    return typeof value === "string" ? [[name, value]] : value.map((one): Header => [name, one]);
  });

/** A history judged by these rules as it is made. */
export const testHistory = (rules: readonly Rule[]): TestHistory => {
  const judge = createJudge({ rules, basePath: "/public/v2", isOurs: (email) => email.includes(marker) });
  const violations: RuleFailure[] = [];
  let seq = 0;
  let nowUs = 0;
  const ids = (judged: readonly RuleFailure[]) => [...new Set(judged.map(({ rule }) => rule.id))];

  return {
    judge,
    violations,
    ask: (line, body, headers = {}) => {
      const [as, method = "", path = ""] = line.split(" ");
      if (!isAlias(as)) throw new TypeError(`"${line}" should begin with a token's alias`);
      nowUs += 1_000_000;
      const sent: Sent = {
        seq: ++seq,
        request: {
          method,
          url: `${baseUrl}${path}`,
          headers: headerList(body === undefined ? headers : { "content-type": "application/json", ...headers }),
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
          token: as,
        },
        attempt: 1,
        startUs: nowUs,
      };
      judge.event({ type: "sent", sent });
      return {
        seq: sent.seq,
        gives: (parts, gaps) => {
          nowUs += 50_000;
          // A bucket of 90 with a call a second stays as it is.
          const rate =
            (as === "A" || as === "B") && parts.status !== 401
              ? { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "89", "x-ratelimit-reset": "1" }
              : {};
          const outcome: Answer = {
            kind: "answer",
            status: parts.status,
            headers: headerList({
              ...(parts.foreign === true
                ? {}
                : { "x-request-id": `00000000-0000-4000-8000-${String(sent.seq).padStart(12, "0")}`, ...rate }),
              ...parts.headers,
            }),
            body: parts.body,
            ...defined({ cut: parts.cut, mangled: parts.mangled }),
          };
          const judged = judge.event({
            type: "done",
            exchange: { ...sent, outcome, endUs: nowUs, ...defined({ gaps }) },
          });
          violations.push(...judged);
          return ids(judged);
        },
        fails: (maybeDone = true, brokenAfterMs) => {
          nowUs += 1000 * (brokenAfterMs ?? 50);
          const outcome = {
            kind: "failure",
            fault: maybeDone && brokenAfterMs === undefined ? "time" : "transport",
            message: "none",
            maybeDone,
          } as const;
          judge.event({ type: "done", exchange: { ...sent, outcome, endUs: nowUs } });
        },
      };
    },
    wait: (seconds) => {
      nowUs += seconds * 1e6;
    },
    end: () => {
      violations.push(...judge.end());
      return ids(violations);
    },
    broken: () => ids(violations),
    verdict: (rule) => judge.verdicts().find((verdict) => verdict.rule === rule),
  };
};

/** Creates a user of the caller's, and returns it. */
export const make = (history: TestHistory, user: User, as: TokenAlias = "A"): User => {
  history.ask(`${as} POST /users`, fieldsOf(user)).gives(created(user));
  return user;
};
