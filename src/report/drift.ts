import { specOperations } from "../contract/document.ts";
import { resources } from "../contract/resources.ts";
import type { AnswerShape } from "../contract/run.ts";

/** One way in which the API differs from before. */
export interface Drift {
  /** `breaking`: a client that worked before may fail now. `rare`: seen too seldom to separate a change from chance. */
  readonly kind: "breaking" | "compatible" | "rare";
  readonly operation: string;
  readonly status: number;
  /** One sentence. */
  readonly says: string;
}

/** With fewer answers on either side an absence may be chance. */
const leastSeen = 5;

/** What chance explains more often than this is no change. Answers of one case come together, so it is a small share. */
const mostChance = 0.001;

/**
 * Whether it takes a change to explain that something was seen `times` in one of two runs and never in the other: were
 * the runs alike, all of its samples would fall among the answers of that one by a chance below one in a thousand.
 */
const isChange = (times: number, answersThere: number, answersElsewhere: number): boolean => {
  let chance = 1;
  for (let i = 0; i < times && chance >= mostChance; i++)
    chance *= Math.max(0, answersThere - i) / Math.max(1, answersThere + answersElsewhere - i);
  return chance < mostChance;
};

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
const rare = (says: string): Said => ({ kind: "rare", says });

const sum = (times: Iterable<number>): number => [...times].reduce((total, one) => total + one, 0);

const fieldDrift = (before: AnswerShape, after: AnswerShape): Said[] => {
  const earlier = typesByField(before);
  const later = typesByField(after);
  /** Of something so many answers have now that none had before. */
  const sure = (times: number) => isChange(times, after.seen, before.seen);
  const drifts: Said[] = [];
  for (const [field, types] of earlier) {
    const now = later.get(field);
    const always = sum(types.values()) >= before.seen;
    if (now === undefined) {
      if (always) drifts.push((sure(after.seen) ? breaking : rare)(`the field ${field} is gone`));
      continue;
    }
    const added = [...now].filter(([type]) => !types.has(type));
    if (added.length > 0) {
      const says = `the field ${field} was ${[...types.keys()].join(" or ")} and is now also ${added.map(([type]) => type).join(", ")}`;
      drifts.push((sure(sum(added.map(([, times]) => times))) ? breaking : rare)(says));
    }
    const missing = after.seen - sum(now.values());
    if (always && missing > 0)
      drifts.push(
        (sure(missing) ? breaking : rare)(
          `the field ${field} was in every answer and is missing from ${missing} of ${after.seen}`,
        ),
      );
  }
  for (const [field, types] of later)
    if (!earlier.has(field))
      drifts.push((sure(sum(types.values())) ? compatible : rare)(`there is a new field ${field}`));
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
  const sure = (times: number) => isChange(times, after.seen, before.seen);
  const drifts: Said[] = [];
  for (const [name, times] of earlier) {
    const now = later.get(name) ?? 0;
    if (times < before.seen || now >= after.seen) continue;
    const says =
      now === 0
        ? `the header ${name} is gone`
        : `the header ${name} is missing from ${after.seen - now} of ${after.seen} answers`;
    drifts.push(!sure(after.seen - now) ? rare(says) : documented.has(name) ? breaking(says) : compatible(says));
  }
  for (const [name, times] of later)
    if (!earlier.has(name)) drifts.push((sure(times) ? compatible : rare)(`there is a new header ${name}`));
  return drifts;
};

/** The values the contract lists for a field, whatever it stands in. */
const contractValues = (field: string): readonly string[] =>
  Object.values(resources).flatMap(({ fields }) =>
    Object.entries(fields).flatMap(([name, facts]) =>
      name === field.split(".").at(-1) && "values" in facts ? facts.values : [],
    ),
  );

const valueDrift = (before: AnswerShape, after: AnswerShape): Said[] =>
  after.values.flatMap(({ field, values, samples, times }) => {
    const known = before.values.find((other) => other.field === field);
    if (known === undefined || known.samples < leastSeen) return [];
    return values.flatMap((value, index): Said[] => {
      if (known.values.includes(value)) return [];
      const says = `the field ${field} takes a new value, ${JSON.stringify(value)}`;
      // One that no contract lists needs to be seen only once; a listed one may be one that a run happened not to request.
      if (!contractValues(field).includes(value)) return [breaking(says)];
      return [(isChange(times?.[index] ?? 1, samples, known.samples) ? compatible : rare)(says)];
    });
  });

const timesOf = ({ errors, errorTimes }: AnswerShape): readonly (readonly [text: string, times: number])[] =>
  errors.map((text, index) => [text, errorTimes?.[index] ?? 1]);

const errorDrift = (before: AnswerShape, after: AnswerShape): Said[] => {
  if (before.errors.length === 0) return [];
  const added = timesOf(after).filter(([text]) => !before.errors.includes(text));
  const gone = timesOf(before).filter(([text]) => !after.errors.includes(text));
  return [
    ...added.map(([text, times]) =>
      (isChange(times, after.seen, before.seen) ? compatible : rare)(
        `there is an error text not seen before, ${JSON.stringify(text)}`,
      ),
    ),
    ...gone.flatMap(([text, times]) =>
      isChange(times, before.seen, after.seen)
        ? [compatible(`an error text is not seen any more, ${JSON.stringify(text)}`)]
        : [],
    ),
  ];
};

const answersOf = (shapes: readonly AnswerShape[], operation: string): number =>
  sum(shapes.filter((shape) => shape.operation === operation).map(({ seen }) => seen));

const statusDrift = (shape: AnswerShape, now: number, before: number): Said => {
  const says = `status ${shape.status} was not seen before`;
  if (specOf(shape.operation)?.responses.has(shape.status) !== true) return breaking(`${says} and is not documented`);
  return (isChange(shape.seen, now, before) ? compatible : rare)(`${says} and is documented`);
};

const order: readonly Drift["kind"][] = ["breaking", "compatible", "rare"];

/**
 * What differs from an earlier run, breaking first. What two runs alike would show by chance, because they
 * requested it too seldom, is `rare`; a thing that is merely absent from the later run counts only where the earlier
 * one had it in every answer or often enough.
 */
export const driftBetween = (before: readonly AnswerShape[], after: readonly AnswerShape[]): readonly Drift[] => {
  const drifts = after.flatMap((shape): Drift[] => {
    const { operation, status } = shape;
    const answers = answersOf(before, operation);
    if (answers === 0) return [];
    const earlier = before.find((other) => other.operation === operation && other.status === status);
    const differences =
      earlier === undefined
        ? [statusDrift(shape, answersOf(after, operation), answers)]
        : [
            ...(earlier.seen >= leastSeen && shape.seen >= leastSeen
              ? [...fieldDrift(earlier, shape), ...headerDrift(earlier, shape)]
              : []),
            ...valueDrift(earlier, shape),
            ...errorDrift(earlier, shape),
          ];
    return differences.map((one) => ({ ...one, operation, status }));
  });
  return drifts.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
};
