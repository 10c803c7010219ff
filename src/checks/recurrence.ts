import type { Observation, ObservedRequest } from "../contract/observation.ts";
import { median } from "../contract/order-statistics.ts";
import { type RuleOutcome, violated } from "../contract/verdict.ts";
import { delayMsOf, quote } from "./evidence.ts";

/**
 * Server errors and broken connections that each might be a gateway's, and together are not: they come for one kind of
 * request, every time, and for no other. A gateway that can't reach the application does not read names.
 */
export interface Recurrence {
  add(observation: Observation): void;
  end(): readonly RuleOutcome[];
}

/** What is remembered of one exchange. */
interface Look {
  readonly request: ObservedRequest;
  /** Undefined: no answer came. */
  readonly status: number | undefined;
  /** A server error that the application has not signed, or no answer. */
  readonly bad: boolean;
  /** What the application said; undefined: nothing, or nothing that is surely its own. */
  readonly word: "done" | "refused" | undefined;
  /** Answers of the service before it: errors with none between them are one outage. */
  readonly after: number;
  /** The token's budget was used up when it was sent. */
  readonly spent: boolean;
  /** From when it was written to its end, µs. */
  readonly tookUs: number;
}

/** Enough for any contract run; later traffic of a long load run is left out. */
const mostEvaluations = 3000;
const leastOutages = 4;
const leastWhenSpent = 3;
/** Chance that an indifferent gateway fails exactly these. */
const mostChance = 1e-5;

const classes: readonly (readonly [name: string, test: (text: string) => boolean])[] = [
  ["a character outside ASCII", (text) => /[^\0-\x7f]/.test(text)],
  ["an apostrophe", (text) => text.includes("'")],
  ["a double quote", (text) => text.includes('"')],
  ["markup", (text) => /[<>&]/.test(text)],
  ["a backslash", (text) => text.includes("\\")],
  ["% or _", (text) => /[%_]/.test(text)],
  ["a control character", (text) => /\p{Cc}/u.test(text)],
  ["a blank", (text) => /\s/.test(text)],
  ["digits only", (text) => /^\d+$/.test(text)],
  ["no digits", (text) => !/\d/.test(text)],
  ["nothing", (text) => text === ""],
  ["more than 100 characters", (text) => text.length > 100],
];

function* valueTraits(where: string, value: unknown): Generator<string> {
  yield `${where} given`;
  if (typeof value !== "string") yield `${where} of type ${value === null ? "null" : typeof value}`;
  else for (const [name, test] of classes) if (test(value)) yield `${where} with ${name}`;
}

/** Headers that nearly every request has. */
const usualHeaders = new Set([
  "accept",
  "authorization",
  "content-type",
  "user-agent",
  "accept-encoding",
  "connection",
]);

/** What a request is, in words that other requests may share. */
function* traitsOf({ operation, query, fields, body, idText, sent }: ObservedRequest): Generator<string> {
  const { method, url } = sent.request;
  const id = operation?.id ?? method;
  yield `a ${id}`;
  if (sent.request.token === "anonymous" || sent.request.token === "invalid") yield `a ${id} without a valid token`;
  const same = sent.request.body === undefined ? "" : ` with the body ${quote(sent.request.body)}`;
  yield `${method} ${url} as ${sent.request.token}${same}`;
  for (const [name] of sent.request.headers) if (!usualHeaders.has(name)) yield `a ${id} with the header ${name}`;
  for (const [name, value] of query) yield* valueTraits(`a ${id} with ?${name}`, value);
  if (idText !== undefined) yield* valueTraits(`a ${id} with an id`, idText);
  if (fields === undefined && body.kind !== "none") yield `a ${id} with a body that is no JSON object`;
  for (const [name, value] of Object.entries(fields ?? {}))
    for (const trait of valueTraits(name, value)) {
      yield `a ${id} with ${trait}`;
      yield `a body with ${trait}`;
    }
}

interface Count {
  outages: number;
  last: number;
  good: number;
  readonly seqs: number[];
}

/** Errors that came whenever the budget was used up, and never else: a limiter without its headers. */
const whenSpent = (evaluations: readonly Look[]): RuleOutcome | undefined => {
  const bad = evaluations.filter((answered) => answered.bad);
  const always = evaluations.filter(({ spent }) => spent);
  if (always.length < leastWhenSpent || bad.length !== always.length || !always.every((answered) => answered.bad))
    return undefined;
  const seqs = bad.map(({ request }) => request.seq).slice(0, 3);
  return violated(
    "429 once the budget is used up",
    `${bad[0]?.status ?? "no answer"} exactly then, ${bad.length} times`,
    seqs,
  );
};

/** How long `?delay=` holds the answer back, µs. @see facts 8.4 */
const delayOf = ({ query }: ObservedRequest): number => 1000 * (delayMsOf(query.get("delay") ?? "") ?? 0);

/**
 * Without what broke while its answer was held back on request, where even the quickest of these took longer than others do, and
 * less than it was to: a box that ends connections on which nothing moves explains that.
 */
const withoutImpatience = (evaluations: readonly Look[]): readonly Look[] => {
  const isHeld = ({ status, request }: Look): boolean => status === undefined && delayOf(request) > 0;
  const [quickest] = evaluations.filter(isHeld).sort((one, other) => one.tookUs - other.tookUs);
  if (quickest === undefined || quickest.tookUs >= delayOf(quickest.request)) return evaluations;
  const usual = evaluations.flatMap(({ bad, request, tookUs }) => (bad || delayOf(request) > 0 ? [] : [tookUs]));
  if (usual.length === 0 || quickest.tookUs < 1.25 * median(usual)) return evaluations;
  return evaluations.filter((look) => !isHeld(look));
};

const operationOf = ({ operation, sent }: ObservedRequest): string => operation?.id ?? sent.request.method;

/** Where an operation is never answered by the service, a gateway that blocks its method or path explains that as well. */
const ofHeard = (evaluations: readonly Look[]): readonly Look[] => {
  const answering = new Set(evaluations.flatMap(({ bad, request }) => (bad ? [] : [operationOf(request)])));
  return evaluations.filter(({ request }) => answering.has(operationOf(request)));
};

const errorEachTime = (status: number | undefined, what: string, seqs: readonly number[]): RuleOutcome =>
  violated(
    "an answer, and no 5xx",
    `${status ?? "no answer"} every time to ${what}, and hardly to anything else`,
    seqs,
  );

const byTrait = (evaluations: readonly Look[]): RuleOutcome | undefined => {
  const counts = new Map<string, Count>();
  let all = 0;
  let lastBad = -1;
  for (const answered of evaluations) {
    if (answered.bad && answered.after > lastBad) {
      all++;
      lastBad = answered.after;
    }
    for (const trait of new Set(traitsOf(answered.request))) {
      const count = counts.get(trait) ?? { outages: 0, last: -1, good: 0, seqs: [] };
      counts.set(trait, count);
      if (!answered.bad) count.good++;
      else if (answered.after > count.last) {
        count.outages++;
        count.last = answered.after;
        count.seqs.push(answered.request.seq);
      }
    }
  }
  const [best] = [...counts].filter(([, { good }]) => good === 0).sort(([, a], [, b]) => b.outages - a.outages);
  if (best === undefined || best[1].outages < leastOutages) return undefined;
  const [trait, { outages, seqs }] = best;
  const elsewhere = (all - outages + 1) / (evaluations.length - outages + 1);
  if (elsewhere ** outages > mostChance) return undefined;
  const status = evaluations.find(({ request }) => request.seq === seqs[0])?.status;
  return errorEachTime(status, `${trait}, ${outages} times`, seqs.slice(0, 3));
};

/**
 * An operation that the application refuses in its own words, and that fails whenever it would be done: a gateway that blocks
 * its method or path lets no refusal through either, and none knows which requests will be refused.
 */
const neverDone = (evaluations: readonly Look[]): RuleOutcome | undefined => {
  const all = new Set(evaluations.flatMap(({ bad, after }) => (bad ? [after] : []))).size;
  for (const operation of new Set(evaluations.map(({ request }) => operationOf(request)))) {
    const looks = evaluations.filter(({ request }) => operationOf(request) === operation);
    if (looks.some(({ word }) => word === "done") || !looks.some(({ word }) => word === "refused")) continue;
    // Errors with no answer between them are one outage.
    const bad = [...new Map(looks.flatMap((look) => (look.bad ? [[look.after, look] as const] : []))).values()];
    const outages = bad.length;
    const elsewhere = (all - outages + 1) / (evaluations.length - outages + 1);
    if (outages < leastOutages || elsewhere ** outages > mostChance) continue;
    const seqs = bad.slice(0, 3).map(({ request }) => request.seq);
    return errorEachTime(bad[0]?.status, `a ${operation} that is not refused, ${outages} times`, seqs);
  }
  return undefined;
};

/** Backends that a gateway may have in turn. */
const mostBackends = 10;
/** Of the errors, so many may be out of step: what is under way together changes places. */
const mostOutOfStep = 0.1;
/** Errors of other operations than the one that has most: fewer may be those of one more gateway. */
const leastOthers = 3;

/**
 * Whether one request in so many failed, whatever it asked: a gateway that passes requests on in turn, to backends one of which is
 * gone. What a run does in turn would else be in step with it.
 */
const isInTurn = (evaluations: readonly Look[]): boolean => {
  const bad = evaluations.filter((look) => look.bad);
  const operations = new Map<string, number>();
  for (const { request } of bad) operations.set(operationOf(request), (operations.get(operationOf(request)) ?? 0) + 1);
  if (bad.length - Math.max(...operations.values()) < leastOthers) return false;
  for (let backends = 2; backends <= mostBackends; backends++) {
    const place = ({ request }: Look): number => request.seq % backends;
    const counts = Array.from({ length: backends }, () => 0);
    for (const look of bad) counts[place(look)] = (counts[place(look)] ?? 0) + 1;
    const most = Math.max(...counts);
    const gone = counts.indexOf(most);
    const answered = evaluations.filter((look) => !look.bad && place(look) === gone).length;
    if (bad.length - most + answered <= mostOutOfStep * bad.length) return true;
  }
  return false;
};

export const createRecurrence = (): Recurrence => {
  const evaluations: Look[] = [];
  let good = 0;
  const budgets = new Map<string, { readonly remaining: number; readonly endUs: number }>();
  return {
    add: (observation) => {
      if (evaluations.length >= mostEvaluations) return;
      const { answer, failure, token, sent, endUs, exchange } = observation;
      // Nothing is known of what never left, and nothing of the service where the harness gave it up.
      if (failure !== undefined && (failure.fault !== "transport" || !failure.maybeDone)) return;
      const own = answer?.origin.who === "service";
      const bad = answer === undefined || (!own && answer.status >= 500);
      const budget = budgets.get(token);
      const spent =
        budget !== undefined &&
        budget.remaining <= 1 &&
        sent.startUs >= budget.endUs &&
        sent.startUs - budget.endUs < 1e6;
      const word = own ? (answer.status < 400 ? "done" : "refused") : undefined;
      // Without the answer: its body would be kept for all the run.
      const { seq, operation, idText, id, query, fields, body, forced } = observation;
      evaluations.push({
        request: { sent, seq, operation, idText, id, query, token, fields, body, forced },
        status: answer?.status,
        bad,
        word,
        after: good,
        spent,
        tookUs: endUs - (exchange.sentUs ?? sent.startUs),
      });
      if (own) good++;
      const remaining = Number(answer?.headers.get("x-ratelimit-remaining") ?? Number.NaN);
      if (Number.isInteger(remaining)) budgets.set(token, { remaining, endUs });
      else if (bad && spent && budget !== undefined) budgets.set(token, { ...budget, endUs });
    },
    end: () => {
      if (evaluations.filter(({ bad }) => bad).length < leastWhenSpent) return [];
      if (isInTurn(evaluations)) return [];
      const counted = withoutImpatience(evaluations);
      const found = whenSpent(evaluations) ?? byTrait(ofHeard(counted)) ?? neverDone(counted);
      return found === undefined ? [] : [found];
    },
  };
};
