import { specOperations } from "../contract/document.ts";
import type { AnswerShape } from "../contract/run.ts";

/** One way in which the API looks different from before. */
export interface Drift {
  /** `breaking`: a client that worked before may fail now. */
  readonly kind: "breaking" | "compatible";
  readonly operation: string;
  readonly status: number;
  /** One sentence. */
  readonly says: string;
}

/** With fewer answers on either side an absence may be chance. */
const leastSeen = 5;

const specOf = (operation: string) => [...specOperations.values()].find((spec) => spec.id === operation);

const typesByField = (shape: AnswerShape): ReadonlyMap<string, ReadonlyMap<string, number>> => {
  const fields = new Map<string, Map<string, number>>();
  for (const [entry, times] of shape.fields) {
    const at = entry.lastIndexOf(" ");
    const field = entry.slice(0, at);
    const types = fields.get(field) ?? new Map<string, number>();
    types.set(entry.slice(at + 1), times);
    fields.set(field, types);
  }
  return fields;
};

type Said = Pick<Drift, "kind" | "says">;
const breaking = (says: string): Said => ({ kind: "breaking", says });
const compatible = (says: string): Said => ({ kind: "compatible", says });

const fieldDrift = (before: AnswerShape, after: AnswerShape): Said[] => {
  const earlier = typesByField(before);
  const later = typesByField(after);
  const drifts: Said[] = [];
  for (const [field, types] of earlier) {
    const now = later.get(field);
    const always = [...types.values()].reduce((sum, times) => sum + times, 0) >= before.seen;
    if (now === undefined) {
      if (always) drifts.push(breaking(`the field ${field} is gone`));
      continue;
    }
    const added = [...now.keys()].filter((type) => !types.has(type));
    if (added.length > 0)
      drifts.push(
        breaking(`the field ${field} was ${[...types.keys()].join(" or ")} and is now also ${added.join(", ")}`),
      );
    const times = [...now.values()].reduce((sum, number) => sum + number, 0);
    if (always && times < after.seen)
      drifts.push(
        breaking(`the field ${field} was in every answer and is missing from ${after.seen - times} of ${after.seen}`),
      );
  }
  for (const field of later.keys()) if (!earlier.has(field)) drifts.push(compatible(`there is a new field ${field}`));
  return drifts;
};

const headerDrift = (before: AnswerShape, after: AnswerShape): Said[] => {
  const documented = new Set(
    specOf(after.operation)
      ?.responses.get(after.status)
      ?.headers.map(({ key }) => key),
  );
  const later = new Map(after.headers);
  const earlier = new Map(before.headers);
  const drifts: Said[] = [];
  for (const [name, times] of earlier) {
    const now = later.get(name) ?? 0;
    if (times < before.seen || now >= after.seen) continue;
    const says =
      now === 0
        ? `the header ${name} is gone`
        : `the header ${name} is missing from ${after.seen - now} of ${after.seen} answers`;
    drifts.push(documented.has(name) ? breaking(says) : compatible(says));
  }
  for (const name of later.keys()) if (!earlier.has(name)) drifts.push(compatible(`there is a new header ${name}`));
  return drifts;
};

const valueDrift = (before: AnswerShape, after: AnswerShape): Said[] =>
  after.values.flatMap(({ field, values }) => {
    const known = before.values.find((other) => other.field === field);
    if (known === undefined || known.samples < leastSeen) return [];
    return values
      .filter((value) => !known.values.includes(value))
      .map((value) => {
        const allowed = before.values.length > 0 && known.values.length > 1;
        // One value seen so far may be all the earlier run happened to ask for.
        return (allowed ? breaking : compatible)(`the field ${field} takes a new value, ${JSON.stringify(value)}`);
      });
  });

const errorDrift = (before: AnswerShape, after: AnswerShape): Said[] =>
  before.errors.length === 0
    ? []
    : after.errors
        .filter((error) => !before.errors.includes(error))
        .map((error) => compatible(`there is an error text not seen before, ${JSON.stringify(error)}`));

const statusDrift = (shape: AnswerShape): Said => {
  const documented = specOf(shape.operation)?.responses.has(shape.status) === true;
  return (documented ? compatible : breaking)(
    `status ${shape.status} was not seen before${documented ? " and is documented" : " and is not documented"}`,
  );
};

/**
 * What looks different since an earlier run, breaking first. A thing that is merely absent from the later run is only
 * told where the earlier run had it in every answer: a run asks for what it asks for.
 */
export const driftBetween = (before: readonly AnswerShape[], after: readonly AnswerShape[]): readonly Drift[] => {
  const known = new Set(before.map(({ operation }) => operation));
  const drifts = after.flatMap((shape): Drift[] => {
    const { operation, status } = shape;
    if (!known.has(operation)) return [];
    const earlier = before.find((other) => other.operation === operation && other.status === status);
    const said =
      earlier === undefined
        ? [statusDrift(shape)]
        : [
            ...(earlier.seen >= leastSeen && shape.seen >= leastSeen
              ? [...fieldDrift(earlier, shape), ...headerDrift(earlier, shape)]
              : []),
            ...valueDrift(earlier, shape),
            ...errorDrift(earlier, shape),
          ];
    return said.map((one) => ({ ...one, operation, status }));
  });
  return drifts.sort((a, b) => Number(b.kind === "breaking") - Number(a.kind === "breaking"));
};
