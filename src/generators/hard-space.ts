import { hashOf } from "../contract/random.ts";
import {
  collection,
  type HardInput,
  hardBodies,
  hardFields,
  hardFieldValues,
  hardHeaders,
  hardParameters,
  oddReads,
  readsOfNoUser,
  readsOfOwn,
} from "./hard-inputs.ts";
import type { Step } from "./step.ts";

/** A position of a request, and the hard values that may stand there, each as a text. */
interface Place {
  readonly name: string;
  readonly texts: readonly string[];
}

const inputs = new Map<string, { readonly place: Place; readonly input: HardInput }>();

const placeOf = (name: string, all: readonly HardInput[]): Place => {
  const texts = all.map((input) => JSON.stringify(input));
  const place = { name, texts };
  for (const [at, input] of all.entries()) inputs.set(texts[at] ?? "", { place, input });
  return place;
};

const wholes = [
  placeOf("body", hardBodies),
  placeOf("header", hardHeaders),
  placeOf("id, a form of one's own", readsOfOwn),
  placeOf("id, odd", oddReads),
  placeOf("id of nobody", readsOfNoUser),
];
const parameters = [...hardParameters].map(([name, texts]): Place => ({ name, texts }));
const fields = new Map(
  hardFields.map((field): [string, Place] => [
    field,
    { name: `field ${field}`, texts: hardFieldValues.map((value) => JSON.stringify(value)) },
  ]),
);

const shorts = new Map<string, string>();

/** A short name of a value, the same in every run and version that has the value; some are long, and each is worked out once. */
const short = (text: string): string => {
  const known = shorts.get(text) ?? hashOf(text).toString(16).padStart(8, "0");
  shorts.set(text, known);
  return known;
};

/** Every position with the names of its values: the space that a week of nights is to cover. */
export const hardSpace = (): readonly { readonly place: string; readonly values: readonly string[] }[] =>
  [...wholes, ...parameters, ...fields.values()].map(({ name, texts }) => ({ place: name, values: texts.map(short) }));

/** A value at a position, as it is remembered. */
export const hardKey = (place: string, value: string): string => `${place}: ${value}`;

/** What is to stand at this position in place of the text that was drawn. */
type Choose = (place: Place, text: string) => string;

/** `name=a&name=b` is one form of a filter, not two parameters. */
const partsOf = (query: string): string[] =>
  query.split("&").reduce<string[]>((parts, part) => {
    const last = parts.at(-1);
    if (part.endsWith("=b") && last === part.replace(/=b$/, "=a")) parts[parts.length - 1] = `${last}&${part}`;
    else parts.push(part);
    return parts;
  }, []);

const queryBy = (query: string, choose: Choose): string =>
  partsOf(query)
    .map((part) => {
      const place = parameters.find(({ texts }) => texts.includes(part));
      return place === undefined ? part : choose(place, part);
    })
    .join("&");

const rawBy = (step: HardInput, choose: Choose): HardInput => {
  const known = inputs.get(JSON.stringify(step));
  if (known !== undefined) return inputs.get(choose(known.place, JSON.stringify(known.input)))?.input ?? step;
  const start = `${collection}?`;
  if (step.method === "GET" && step.path.startsWith(start) && step.headers === undefined)
    return { ...step, path: `${start}${queryBy(step.path.slice(start.length), choose)}` };
  if (typeof step.body !== "object" || !("fields" in step.body)) return step;
  const all = step.body.fields;
  for (const [field, place] of fields) {
    const text = JSON.stringify(all[field]);
    if (text !== undefined && place.texts.includes(text))
      return { ...step, body: { fields: { ...all, [field]: JSON.parse(choose(place, text)) } } };
  }
  return step;
};

const by = (step: Step, choose: Choose): Step => {
  if (step.do === "raw") return rawBy(step, choose);
  if (step.do === "exhaust" && step.between !== undefined)
    return { ...step, between: step.between.map((input) => rawBy(input, choose)) };
  if (step.do === "spend") return { ...step, inputs: step.inputs.map((input) => rawBy(input, choose)) };
  return step;
};

/** The hard values that a step sends. */
export const hardKeysOf = (step: Step): readonly string[] => {
  const keys: string[] = [];
  by(step, (place, text) => {
    keys.push(hardKey(place.name, short(text)));
    return text;
  });
  return keys;
};

/**
 * The same steps with hard values that were not tried yet in place of those that were; each position keeps its kind. Where all of
 * a position was tried, it stays as it was drawn.
 * @param tried what was tried; what is chosen is added
 */
export const withUntried = (steps: readonly Step[], tried: Set<string>, seed: number): readonly Step[] =>
  steps.map((step) =>
    by(step, (place, text) => {
      const from = (seed >>> 0) % place.texts.length;
      const chosen = [text, ...place.texts.slice(from), ...place.texts.slice(0, from)].find(
        (other) => !tried.has(hardKey(place.name, short(other))),
      );
      tried.add(hardKey(place.name, short(chosen ?? text)));
      return chosen ?? text;
    }),
  );
