import type { TokenAlias } from "../../contract/exchange.ts";
import { type Observation, type ObservedRequest, userOf } from "../../contract/observation.ts";
import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import type { World } from "../../model/world.ts";
import { intervalDiagram, labelOf } from "../concurrency/interval-diagram.ts";
import {
  advance,
  createPartitions,
  type Model,
  type Partitions,
  type Timed,
  type Window,
} from "../concurrency/linearizability.ts";
import { createDeferredViolations, type DeferredViolation, type DeferredViolations } from "../deferred-violation.ts";
import { statefulRule } from "../rule.ts";

/** Who holds the e-mail: 0 no user, an id, or the negative of the create that got it and whose answer is missing. */
type State = number;

interface Op extends Timed {
  readonly act: /** `create`: by a new record, which can't hold it yet. */
    | { readonly kind: "acquire"; readonly by: number; readonly create: boolean }
    /** Refused because it is taken, to `by` (a record that may hold it itself) or to a new one. */
    | { readonly kind: "taken"; readonly by: number | undefined; readonly sure: boolean }
    | { readonly kind: "release"; readonly by: number };
  readonly label: () => string;
}

const never = Number.POSITIVE_INFINITY;

/** @see facts 4.6: an e-mail in use is refused; facts 3.6, facts 3.8: a record keeps its own, a deletion frees it */
const emailModel: Model<State, Op> = {
  step: (holder, { act, endUs }) => {
    switch (act.kind) {
      case "acquire":
        if (holder === 0 || (!act.create && (holder === act.by || holder < 0))) return [act.by];
        return endUs === never ? [holder] : [];
      case "taken":
        return !act.sure || (holder !== 0 && holder !== act.by) ? [holder] : [];
      case "release":
        if (holder === act.by) return [0];
        return holder < 0 ? [holder, 0] : [holder];
    }
  },
  key: String,
  isRead: ({ act }) => act.kind === "taken",
};

interface Keys {
  /** Text as first seen; a variant in letter case stops the judging, for whether they are the same is not known. */
  readonly text: string;
  readonly token: TokenAlias;
}

interface Tracks {
  readonly emails: Partitions<string, State, Op>;
  readonly texts: Map<string, Keys>;
  /** E-mails that a record may have had, by id. */
  readonly had: Map<number, Set<string>>;
  /** What each request in flight is about. */
  readonly about: Map<number, Set<string>>;
  readonly deferred: DeferredViolations;
  /** By record, what may still let go of an e-mail it has only just taken: requests in flight, and those never answered. */
  readonly changing: Map<number, Map<number, Op | undefined>>;
}

const kept = 10_000;

const isUpdate = (id: string | undefined): boolean => id === "patchUser" || id === "putUser";

/** The e-mails a request may take or free, in lower case. */
const keysOf = (request: ObservedRequest, { had }: Tracks, world: World): Set<string> => {
  const { operation, id, fields } = request;
  const keys = new Set<string>();
  const named = typeof fields?.email === "string" ? fields.email.toLowerCase() : undefined;
  if (named !== undefined && (operation?.id === "createUser" || isUpdate(operation?.id))) keys.add(named);
  if (id !== undefined && (operation?.id === "deleteUser" || (isUpdate(operation?.id) && named !== undefined))) {
    for (const key of had.get(id) ?? []) keys.add(key);
    for (const { value } of world.beliefs.get(id)?.fields.email.candidates ?? []) keys.add(value.toLowerCase());
  }
  return keys;
};

/** A record is about to take an e-mail: whatever else is happening to the record may let go of it again. */
const joinChanging = (request: ObservedRequest, key: string, state: Tracks): void => {
  const { id } = request;
  if (id === undefined) return;
  for (const [seq, lost] of state.changing.get(id) ?? []) {
    if (lost === undefined) {
      const about = state.about.get(seq);
      if (about === undefined || about.has(key)) continue;
      about.add(key);
      state.emails.sent(key, seq);
    } else {
      const ops = state.emails.get(key)?.ops;
      if (ops?.every((op) => op.seq !== seq) === true) ops.push({ ...lost, act: { kind: "release", by: id } });
    }
  }
};

const sent = (request: ObservedRequest, state: Tracks, world: World): void => {
  if (request.token !== "A" && request.token !== "B") return;
  if (request.sent.gaps?.times === true || request.sent.gaps?.before === true || request.operation === undefined)
    return;
  const keys = keysOf(request, state, world);
  if (keys.size === 0 && request.operation.id !== "deleteUser") return;
  state.about.set(request.seq, keys);
  for (const key of keys) state.emails.sent(key, request.seq);
  if (request.id !== undefined) {
    const changing = state.changing.get(request.id) ?? new Map<number, Op | undefined>();
    changing.set(request.seq, undefined);
    state.changing.set(request.id, changing);
  }
  const email = request.fields?.email;
  if (typeof email !== "string") return;
  const key = email.toLowerCase();
  joinChanging(request, key, state);
  const first = state.texts.get(key);
  if (first === undefined) {
    state.texts.set(key, { text: email, token: request.token });
  } else if (first.text !== email || first.token !== request.token) {
    // Whether uniqueness depends on letter case, or across accounts, is an open question (facts 11.5).
    const partition = state.emails.get(key);
    if (partition !== undefined) partition.stopped = true;
  }
};

const isTaken = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.some(
    (item: unknown) =>
      typeof item === "object" &&
      item !== null &&
      "field" in item &&
      item.field === "email" &&
      "message" in item &&
      typeof item.message === "string" &&
      item.message.includes("taken"),
  );

const actOn = (observation: Observation, key: string, world: World): Pick<Op, "act" | "endUs"> | undefined => {
  const { operation, answer, failure, id, fields, seq, endUs } = observation;
  const op = operation?.id;
  const named = typeof fields?.email === "string" && fields.email.toLowerCase() === key;
  const unknown =
    failure !== undefined ? failure.maybeDone : answer.fromGateway || answer.simulated || answer.status >= 500;
  if (!unknown && (answer === undefined || (answer.status >= 300 && answer.status !== 422))) return undefined;
  const end = unknown ? never : endUs;
  if (answer?.status === 422 && !unknown) {
    if (!named || answer.body.kind !== "json" || !isTaken(answer.body.value)) return undefined;
    return { act: { kind: "taken", by: id, sure: world.isOurs(String(fields?.email)) }, endUs };
  }
  if (op === "createUser") {
    const shown = answer && userOf(answer.body)?.id;
    return { act: { kind: "acquire", by: unknown ? -seq : (shown ?? -seq), create: true }, endUs: end };
  }
  if (id === undefined) return undefined;
  return { act: named ? { kind: "acquire", by: id, create: false } : { kind: "release", by: id }, endUs: end };
};

const opOf = (observation: Observation, { act, endUs }: Pick<Op, "act" | "endUs">): Op => {
  const { seq, sent, fields } = observation;
  const label = labelOf(observation, typeof fields?.email === "string" ? { email: fields.email } : undefined);
  return { act, endUs, seq, startUs: sent.startUs, label };
};

/** Where a single request without overlap leaves the e-mail: by the server's answer, right or wrong. */
const stateAfter = ({ act, seq }: Op, starts: readonly State[]): State =>
  act.kind === "acquire" ? act.by : act.kind === "release" ? 0 : (starts.find((holder) => holder !== 0) ?? -seq);

const holderText = (holder: State): string => (holder === 0 ? "free" : holder < 0 ? "held" : `held by user ${holder}`);

const settle = (window: Window<State, Op>): RuleOutcome | undefined => {
  const { partition, ops } = window;
  const starts = partition.starts;
  const [only] = ops;
  if (starts === undefined || only === undefined) return undefined;
  const result = advance(emailModel, window, starts);
  if (result.kind === "undecided") {
    partition.stopped = true;
    return inconclusive(result.reason);
  }
  if (ops.length === 1) {
    // Without overlap it is the matter of the rules about creates and updates.
    if (result.kind !== "linearizable") {
      partition.starts = [
        {
          state: stateAfter(
            only,
            starts.map(({ state }) => state),
          ),
          left: [],
        },
      ];
    }
    return undefined;
  }
  const attempts = ops.filter(({ act }) => act.kind !== "release").length;
  if (result.kind === "linearizable") return attempts > 1 ? holds : undefined;
  const before = [...new Set(starts.map(({ state }) => holderText(state)))].join(" or ");
  // The daily reset frees every e-mail at any moment.
  const freed = starts.flatMap((start) => (start.state === 0 ? [] : [{ state: 0, left: start.left }]));
  if (freed.length > 0 && advance(emailModel, window, freed).kind === "linearizable") {
    return inconclusive("an e-mail in use was free again though no request freed it, as after the daily reset");
  }
  partition.stopped = true;
  const won = ops.filter(({ act, endUs }) => act.kind === "acquire" && endUs !== never).length;
  return violated(
    `an order of these requests that explains every answer; the e-mail was ${before} before`,
    won > 1 ? `${won} of ${attempts} requests got the same e-mail` : "no order explains the answers",
    ops.map(({ seq }) => seq),
    intervalDiagram(ops),
  );
};

const done = (observation: Observation, state: Tracks, world: World): readonly RuleOutcome[] => {
  const keys = state.about.get(observation.seq);
  if (keys === undefined) return [];
  state.about.delete(observation.seq);
  const changing = observation.id === undefined ? undefined : state.changing.get(observation.id);
  changing?.delete(observation.seq);
  const { id, fields, answer, operation } = observation;
  const about = operation?.id === "createUser" ? answer && userOf(answer.body)?.id : id;
  if (about !== undefined && typeof fields?.email === "string" && answer?.status !== 422) {
    const had = state.had.get(about) ?? new Set<string>();
    had.add(fields.email.toLowerCase());
    state.had.set(about, had);
  }
  // What its act is depends on the e-mail; with none of them it is what lets go.
  const release = actOn(observation, "", world);
  if (release?.endUs === never && changing !== undefined && changing.size < 16)
    changing.set(observation.seq, opOf(observation, release));
  if (changing?.size === 0 && id !== undefined) state.changing.delete(id);
  const found: RuleOutcome[] = [];
  for (const key of keys) {
    const act = actOn(observation, key, world);
    const window = state.emails.done(key, observation.seq, act && opOf(observation, act));
    const outcome = window === undefined ? undefined : settle(window);
    if (window === undefined || outcome === undefined) continue;
    const result = unlessReset(outcome, window);
    if ("settle" in result) state.deferred.add(result);
    else found.push(result);
  }
  return found;
};

/** What a window shows may be the daily reset's doing: it frees every e-mail at any moment, also between two racers. */
const unlessReset = (outcome: RuleOutcome, window: Window<State, Op>): RuleOutcome | DeferredViolation => {
  if (outcome.kind !== "violated") return outcome;
  const startUs = Math.min(...window.ops.map((op) => op.startUs));
  const ends = window.ops.flatMap(({ endUs }) => (endUs === never ? [] : [endUs]));
  return {
    sinceUs: Math.max(startUs, ...ends),
    settle: (alive) => (alive.createdUs > startUs ? undefined : outcome),
    otherwise: outcome,
  };
};

export const emailsLinearizable = statefulRule({
  id: "emails-linearizable",
  sentence:
    "of overlapping creates and updates with one e-mail exactly one gets it, and it is free again only when let go",
  clause: "concurrency",
  level: "must",
  sources: ["facts 4.6", "facts 3.8"],
  includeGatewayResponses: true,
  start: (): Tracks => ({
    emails: createPartitions<string, State, Op>(() => [{ state: 0, left: [] }]),
    texts: new BoundedMap(kept),
    had: new BoundedMap(kept),
    about: new Map(),
    changing: new BoundedMap(kept),
    deferred: createDeferredViolations(),
  }),
  sent,
  judge: (view, state) => {
    const found = done(view, state, view.world);
    const settled = state.deferred.settledBy(view);
    return settled.length === 0 ? found : [...found, ...settled];
  },
  onSkipped: (observation, state, world) => done(observation, state, world),
  end: ({ deferred }, world) =>
    deferred.atEnd(world, "several requests got one e-mail; the daily reset may have freed it between them"),
});
