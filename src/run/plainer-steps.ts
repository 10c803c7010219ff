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
 */
export function* plainer(steps: readonly Step[]): Generator<readonly Step[]> {
  yield* merged(steps);
  for (const [at, step] of steps.entries()) {
    for (const instead of plainerStep(step)) yield [...steps.slice(0, at), ...instead, ...steps.slice(at + 1)];
  }
}
