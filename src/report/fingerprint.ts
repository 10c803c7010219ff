import type { Exchange } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { type Answered, type ObservedRequest, observeOutcome, observeRequest } from "../contract/observation.ts";
import { resources } from "../contract/resources.ts";
import type { AnswerShape } from "../contract/run.ts";

/** Answers of one operation and status that are read in full; later ones repeat them. */
const mostAnswers = 5000;
/** A hostile server can invent names without end; a fingerprint cannot hold them. */
const mostNames = 200;
const mostText = 200;
const rowsRead = 20;

/** Headers of the connection, of a gateway or of one moment: they come and go without the application changing. */
const passing =
  /^(age|alt-svc|cf-.*|connection|content-encoding|content-length|date|keep-alive|nel|priority|report-to|reporting-endpoints|server|server-timing|set-cookie|speculation-rules|transfer-encoding|via|x-runtime)$/;

interface Draft {
  readonly operation: string;
  readonly status: number;
  seen: number;
  readonly headers: Map<string, number>;
  readonly fields: Map<string, number>;
  readonly values: Map<string, { samples: number; readonly values: Map<string, number> }>;
  readonly errors: Map<string, number>;
}

const count = (into: Map<string, number>, name: string): void => {
  const key = name.slice(0, mostText);
  if (into.size < mostNames || into.has(key)) into.set(key, (into.get(key) ?? 0) + 1);
};

const typeOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;

/** Fields whose values the contract lists; others take values without end. */
const listed = new Set(
  Object.values(resources).flatMap((resource) =>
    Object.entries(resource.fields).flatMap(([name, facts]) => ("values" in facts ? [name] : [])),
  ),
);

/** Each field counts once an answer, however many rows carry it, and only when every row read does. */
const fieldsIn = (draft: Draft, value: unknown): void => {
  const rows = (Array.isArray(value) ? value.slice(0, rowsRead) : [value]).filter(isObject);
  const prefix = Array.isArray(value) ? "[]." : "";
  const rowsWith = new Map<string, number>();
  const typed = new Map<string, string>();
  const errors = new Set<string>();
  for (const row of rows) {
    for (const [name, field] of Object.entries(row).slice(0, mostNames)) {
      const path = `${prefix}${name}`;
      rowsWith.set(path, (rowsWith.get(path) ?? 0) + 1);
      typed.set(`${path} ${typeOf(field)}`, path);
      if (typeof field !== "string") continue;
      if (draft.status < 400) valueIn(draft, name, path, field);
      else if (name === "message") errors.add(`${typeof row.field === "string" ? `${row.field}: ` : ""}${field}`);
    }
  }
  for (const error of errors) count(draft.errors, error);
  for (const [entry, path] of typed) if (rowsWith.get(path) === rows.length) count(draft.fields, entry);
};

const mostValues = 20;

const valueIn = (draft: Draft, name: string, path: string, value: string): void => {
  if (!listed.has(name)) return;
  const known = draft.values.get(path) ?? { samples: 0, values: new Map<string, number>() };
  known.samples++;
  const key = value.slice(0, mostText);
  if (known.values.size < mostValues || known.values.has(key)) known.values.set(key, (known.values.get(key) ?? 0) + 1);
  draft.values.set(path, known);
};

/**
 * Valid tokens only, but for 401s: the same call without one lacks headers and rows by contract, and how many of those a
 * run sends says nothing of the service.
 */
const counts = (seen: Answered): boolean =>
  !seen.answer.simulated &&
  !seen.answer.fromGateway &&
  (seen.answer.status === 401 || seen.token === "A" || seen.token === "B");

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (map: Map<string, number>) => [...map].sort((a, b) => text(a[0], b[0]));

const shapeOf = (draft: Draft): AnswerShape => ({
  operation: draft.operation,
  status: draft.status,
  seen: draft.seen,
  headers: sorted(draft.headers),
  fields: sorted(draft.fields),
  values: [...draft.values]
    .sort((a, b) => text(a[0], b[0]))
    .map(([field, { samples, values }]) => {
      const counted = sorted(values);
      return { field, values: counted.map(([value]) => value), samples, times: counted.map(([, times]) => times) };
    }),
  errors: sorted(draft.errors).map(([error]) => error),
  errorTimes: sorted(draft.errors).map(([, times]) => times),
});

/** A fold that is fed while a run goes on, or afterwards from its file. */
export interface Fingerprint {
  readonly add: (exchange: Exchange) => void;
  /** What was seen so far, by operation and status. */
  readonly shapes: () => readonly AnswerShape[];
}

/**
 * @param baseUrl the target's, such as https://gorest.co.in/public/v2
 * @param isOpen whether the contract leaves open how a request is refused: its refusal is then no change, whatever it is
 */
export const createFingerprint = (
  baseUrl: string,
  isOpen: (request: ObservedRequest) => boolean = () => false,
): Fingerprint => {
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, "");
  const drafts = new Map<string, Draft>();
  return {
    add: (exchange) => {
      if (exchange.outcome.kind === "failure" || exchange.gaps !== undefined) return;
      const request = observeRequest(exchange, basePath);
      const operation = request.operation?.id;
      if (operation === undefined) return;
      const { status } = exchange.outcome;
      if (status >= 400 && status < 500 && isOpen(request)) return;
      const key = `${operation} ${status}`;
      const draft = drafts.get(key) ?? {
        operation,
        status,
        seen: 0,
        headers: new Map(),
        fields: new Map(),
        values: new Map(),
        errors: new Map(),
      };
      if (draft.seen >= mostAnswers || drafts.size >= mostNames) return;
      const seen = observeOutcome(request, exchange);
      if (seen.answer === undefined || !counts(seen)) return;
      const body = seen.answer.body.kind === "json" ? seen.answer.body.value : undefined;
      // An empty list shows none of the fields its rows would have, so it says nothing of them.
      if (Array.isArray(body) && body.length === 0) return;
      drafts.set(key, draft);
      draft.seen++;
      for (const name of seen.answer.headers.keys()) if (!passing.test(name)) count(draft.headers, name);
      if (body !== undefined) fieldsIn(draft, body);
    },
    shapes: () =>
      [...drafts.values()].map(shapeOf).sort((a, b) => text(a.operation, b.operation) || a.status - b.status),
  };
};
