import type { Exchange } from "../contract/exchange.ts";
import type { Violation } from "../contract/verdict.ts";
import type { BodyInput, Step, StepOf } from "../generators/step.ts";

/** A body that needs no explanation. */
const plain = {
  name: "Ann Lee",
  email: { fresh: "ann" },
  gender: "female",
  status: "active",
} as const satisfies BodyInput;
type PlainField = keyof typeof plain;
const plainFields: readonly PlainField[] = ["name", "email", "gender", "status"];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const without = (body: BodyInput, field: string): BodyInput =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

/** A create has its fields plain, all at once or one by one, and no unknown ones. */
function* plainerCreate(step: StepOf<"create">): Generator<Step> {
  const { body } = step;
  const differing = plainFields.filter((field) => field in body && !same(body[field], plain[field]));
  const all = Object.fromEntries(differing.map((field) => [field, plain[field]]));
  if (differing.length > 1) yield { ...step, body: { ...body, ...all } };
  for (const field of Object.keys(body)) {
    if (!plainFields.some((known) => known === field)) yield { ...step, body: without(body, field) };
  }
  for (const field of differing) yield { ...step, body: { ...body, [field]: plain[field] } };
}

/** An update names fewer fields. */
function* plainerUpdate(step: StepOf<"update">): Generator<Step> {
  const fields = Object.keys(step.body);
  if (fields.length < 2) return;
  for (const field of fields) yield { ...step, body: without(step.body, field) };
}

/** A list has fewer parameters. */
function* plainerList(step: StepOf<"list">): Generator<Step> {
  for (const at of step.query.keys()) yield { ...step, query: step.query.toSpliced(at, 1) };
}

/** Requests at the same time: fewer lanes, or none beside the last one. */
function* plainerTogether(step: StepOf<"together">): Generator<readonly Step[]> {
  const { lanes } = step;
  for (const at of lanes.keys()) {
    const left = lanes.toSpliced(at, 1);
    yield left.length === 1 ? (left[0] ?? []) : [{ ...step, lanes: left }];
  }
}

/** What may stand in a step's place, by its kind. */
function* plainerStep(step: Step): Generator<readonly Step[]> {
  if (step.do === "together") return yield* plainerTogether(step);
  const changed =
    step.do === "create"
      ? plainerCreate(step)
      : step.do === "update"
        ? plainerUpdate(step)
        : step.do === "list"
          ? plainerList(step)
          : [];
  for (const each of changed) yield [each];
}

/** Refers to what the record was before: it can't be part of the record's own create. */
const refersTo = (body: BodyInput, handle: string): boolean => JSON.stringify(body).includes(JSON.stringify(handle));

/** An update that is made part of the create of its record. */
function* merged(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [at, step] of steps.entries()) {
    if (step.do !== "update" || !("handle" in step.who)) continue;
    const { handle } = step.who;
    const from = steps.findLastIndex((each, index) => index < at && each.do === "create" && each.handle === handle);
    const create = steps[from];
    if (create?.do !== "create" || create.as !== step.as || refersTo(step.body, handle)) continue;
    yield steps.with(from, { ...create, body: { ...create.body, ...step.body } }).toSpliced(at, 1);
  }
}

/**
 * Cases that are a little plainer than this one, the most worth trying first. Each has fewer steps, fewer fields or more
 * plain values, so that taking one after another ends.
 * @internal
 */
export function* plainer(steps: readonly Step[]): Generator<readonly Step[]> {
  yield* merged(steps);
  for (const [at, step] of steps.entries()) {
    for (const instead of plainerStep(step)) yield [...steps.slice(0, at), ...instead, ...steps.slice(at + 1)];
  }
}

export interface Attempted {
  /** Whether the rule was broken again; undefined: the budget ended before that was clear. */
  readonly broken: boolean | undefined;
  /** The steps taken: those up to the violation, all where it showed only afterwards. */
  readonly steps: readonly Step[];
  /** What the steps sent, in order of sending. */
  readonly exchanges: readonly Exchange[];
  readonly violation?: Violation;
}

/** Tries some steps again on fresh records: as they were, or fewer of them. */
export type Attempt = (steps: readonly Step[], kind: "again" | "smaller") => Promise<Attempted>;

interface Shrunk {
  readonly steps: readonly Step[];
  /** What the smallest case did when it broke the rule; undefined: sent again as it was, it held. */
  readonly smallest: Attempted | undefined;
  /** False: the allowance ended first, and a smaller case may exist. */
  readonly complete: boolean;
}

interface Shrinking {
  /** The smallest case so far. */
  readonly last: Attempted;
  readonly complete: boolean;
}

/** Handles a step makes or names. @internal */
export const handlesOf = (step: Step): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) visit(item, name);
    else if (typeof value === "string" && (key === "handle" || key === "of" || key === "former" || key === "swapped"))
      found.add(value);
  };
  visit(step, "");
  return found;
};

const handlesIn = (steps: readonly Step[], at: ReadonlySet<number>): ReadonlySet<string> =>
  new Set(steps.flatMap((step, index) => (at.has(index) ? [...handlesOf(step)] : [])));

/** The steps at fault and what they name: the creates of their handles, and theirs in turn. */
const withCreates = (steps: readonly Step[], culprits: ReadonlySet<number>): ReadonlySet<number> => {
  const kept = new Set(culprits);
  for (let grown = true; grown; ) {
    grown = false;
    const handles = handlesIn(steps, kept);
    steps.forEach((step, at) => {
      const makes = step.do === "create" && handles.has(step.handle);
      if (makes && !kept.has(at)) grown = kept.add(at).size > 0;
    });
  }
  return kept;
};

const writes = (step: Step) => step.do === "update" || step.do === "remove" || step.do === "together";
const lists = (step: Step) => step.do === "list" || step.do === "walk";

/**
 * Ever larger parts of a case that may be enough to show the failure; no request is needed to find them: what is at fault
 * with the creates it needs, the writes to those records as well, every write where a list is at fault, which counts any
 * record, everything that touches them, everything.
 * @internal
 */
export const candidates = (steps: readonly Step[], culprits: ReadonlySet<number>): readonly (readonly Step[])[] => {
  if (culprits.size === 0) return [steps];
  const core = withCreates(steps, culprits);
  const handles = handlesIn(steps, core);
  const touches = (step: Step) => [...handlesOf(step)].some((handle) => handles.has(handle));
  const isListed = steps.some((step, at) => culprits.has(at) && lists(step));
  const isCounted = (step: Step) => isListed && (step.do === "create" || writes(step));
  const part = (belongs: (step: Step) => boolean) => steps.filter((step, at) => core.has(at) || belongs(step));
  const levels = [
    part(() => false),
    part((step) => writes(step) && touches(step)),
    part((step) => (writes(step) && touches(step)) || isCounted(step)),
    part((step) => touches(step) || isCounted(step)),
    steps,
  ];
  return levels.filter((level, at) => at === 0 || level.length > (levels[at - 1]?.length ?? 0));
};

/** Chunks to leave out, from the end: halves first, then ever smaller, down to single steps. */
function* chunks(length: number): Generator<readonly [from: number, size: number]> {
  for (let size = Math.floor(length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = length - size; from >= 0; from -= size) yield [from, size];
  }
}

/** The steps without one chunk after another (delta debugging). */
function* fewer(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [from, size] of chunks(steps.length)) yield steps.toSpliced(from, size);
}

/** Takes the first of the smaller cases that breaks the rule, and goes on from it until none does. */
const descend = async (
  start: Attempted,
  smallerThan: (steps: readonly Step[]) => Iterable<readonly Step[]>,
  attempt: Attempt,
): Promise<Shrinking> => {
  let last = start;
  for (let round = true; round; ) {
    round = false;
    for (const candidate of smallerThan(last.steps)) {
      const tried = await attempt(candidate, "smaller");
      if (tried.broken === undefined) return { last, complete: false };
      if (!tried.broken) continue;
      last = tried;
      round = true;
      break;
    }
  }
  return { last, complete: true };
};

/**
 * Makes a failing case small: first the least that may be enough is sent again, more of it where it is not; then steps are
 * left out, merged, and their values made plain, as long as the rule stays broken and the allowance lasts.
 */
export const shrink = async (
  steps: readonly Step[],
  culprits: ReadonlySet<number>,
  attempt: Attempt,
): Promise<Shrunk> => {
  for (const candidate of candidates(steps, culprits)) {
    const tried = await attempt(candidate, "again");
    if (tried.broken !== true) continue;
    const least = await descend(tried, fewer, attempt);
    const { last, complete } = least.complete ? await descend(least.last, plainer, attempt) : least;
    return { steps: last.steps, smallest: last, complete };
  }
  return { steps, smallest: undefined, complete: true };
};
