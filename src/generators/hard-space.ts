import fc from "fast-check";
import { specOperations } from "../contract/document.ts";
import { hashOf } from "../contract/random.ts";
import { type UserField, userFields } from "../contract/resources.ts";
import {
  brokenEscapes,
  formsOfOwnId,
  hardNumbers,
  hardTexts,
  idsOfNoUser,
  oddContentTypes,
  oddHeaderValues,
  oddIds,
  refusedBodies,
} from "./hard-values.ts";
import type { BodyInput, Json, Step } from "./step.ts";
import { plainBody } from "./values.ts";

/**
 * Input that applications have choked on, for each position of a request of the spec. What an answer may be is mostly an open
 * question; that there is one, and none of 5xx, is not.
 */
type HardInput = Extract<Step, { do: "raw" }>;

const collection = specOperations.get("listUsers")?.path ?? "";
const pathOf = (id: string): string => specOperations.get("getUser")?.path.replace("{id}", () => id) ?? "";

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const shuffled = <T>(values: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length });

const get = (path: string, headers?: Readonly<Record<string, string>>): HardInput =>
  headers === undefined
    ? { do: "raw", as: "A", method: "GET", path }
    : { do: "raw", as: "A", method: "GET", path, headers };

const of = (input: HardInput): HardInput => ({ ...input, of: "x" });

/** One call by the id of no user: to delete or to change what is not there is refused before values are validated. */
export const onNoUser = (method: "DELETE" | "PATCH", id: string): HardInput => ({
  do: "raw",
  as: "A",
  method,
  path: pathOf(id),
});

/** Reads by hard ids; the user under the handle `x` is one's own. */
export const readsOfOwn: readonly HardInput[] = formsOfOwnId.map((id) => of(get(pathOf(id))));
const oddReads: readonly HardInput[] = oddIds.map((id) => get(pathOf(id)));
const readsOfNoUser: readonly HardInput[] = idsOfNoUser.map((id) => get(pathOf(id)));

/** Reads of odd ids: three forms of one's own, which show most, before each of another kind. */
const hardReads: fc.Arbitrary<readonly HardInput[]> = fc
  .tuple(shuffled(readsOfOwn), shuffled(oddReads), shuffled(readsOfNoUser))
  .map(([own, ...kinds]) =>
    oddReads
      .flatMap((_, at) => kinds.flatMap((kind) => kind[at] ?? []))
      .flatMap((other, at) => [...own.slice(3 * at, 3 * at + 3), other]),
  );

const queryNames = (specOperations.get("listUsers")?.parameters ?? []).flatMap(({ name, in: place }) =>
  place === "query" && name !== "access-token" ? [name] : [],
);
const paging = queryNames.filter((name) => /^(page|per_page)$/.test(name));
const filters = queryNames.filter((name) => !paging.includes(name));

const valuesOf = (filter: string): readonly string[] =>
  (filter === "id" ? [...hardNumbers, "'", '"', "\0"] : hardTexts).map((text) => `${filter}=${encoded(text)}`);

/** Positions of a query by their names: a parameter and its value, as they stand in a URL. */
const hardParameters: ReadonlyMap<string, readonly string[]> = new Map([
  ...paging.map((name): [string, readonly string[]] => [
    name,
    [...hardNumbers.map(encoded), "", ...brokenEscapes, encoded("'"), "%00"].map((text) => `${name}=${text}`),
  ]),
  ...filters.map((name): [string, readonly string[]] => [`filter ${name}`, valuesOf(name)]),
  [
    "form of a filter",
    filters.flatMap((name) => [
      ...[`${name}[]=a`, `${name}[a]=b`, `${name}=a&${name}=b`, `${name}`, `filter[${name}]=a`],
      ...(name === "name" ? brokenEscapes.map((text) => `${name}=${text}`) : []),
    ]),
  ],
]);

const nameIn = (parameter: string): string => /^(?:filter\[)?(\w+)/.exec(parameter)?.[1] ?? "";

/**
 * Queries with a hard value in each of their places, so that an error in any of them shows; each value once. A filter of an odd
 * form stands in the place of the one with a value: together they would be refused for that alone.
 */
const hardQueries = (count: number): fc.Arbitrary<readonly string[]> =>
  fc.tuple(...[...hardParameters.values()].map(shuffled)).map((decks) =>
    Array.from({ length: count }, (_, at) => {
      const parts = decks.map((deck) => deck[at % deck.length] ?? "");
      const odd = nameIn(parts.at(-1) ?? "");
      return parts.filter((part, place) => place === parts.length - 1 || nameIn(part) !== odd).join("&");
    }),
  );

/** Lists with such queries. */
export const hardLists = (count: number): fc.Arbitrary<readonly HardInput[]> =>
  hardQueries(count).map((queries) => queries.map((query) => get(`${collection}?${query}`)));

/** A plain list with one odd header. */
const hardHeaders: readonly HardInput[] = oddHeaderValues.flatMap(([name, values]) =>
  values.map((value) => get(`${collection}?per_page=1`, { [name]: value })),
);

const create = (body: HardInput["body"], contentType?: string): HardInput => ({
  do: "raw",
  as: "A",
  method: "POST",
  path: collection,
  ...(body === undefined ? {} : { body }),
  ...(contentType === undefined ? {} : { contentType }),
});

/** Creates that name no valid user: refused, if nothing breaks. */
export const hardBodies: readonly HardInput[] = [
  ...refusedBodies.map((body) => create(body)),
  ...oddContentTypes.map((type) => create('{"name":"Of An Odd Type"}', type)),
];

/** Values of a field that is stored: what comes back, where it is taken, is looked at. */
const hardFieldValues: readonly Json[] = [
  ...hardTexts.filter((text) => text.length < 200),
  "\ud800",
  0,
  1.5,
  true,
  [],
  {},
  ["a"],
];

/** Fields that take hard values; an e-mail is what a record of ours is known by. */
const hardFields = userFields.filter((field) => field !== "email");

/** Creates that are valid but for one hard value. */
export const hardField: fc.Arbitrary<HardInput> = fc
  .tuple(plainBody, fc.constantFrom<UserField>(...hardFields), fc.constantFrom(...hardFieldValues))
  .map(([body, field, value]): HardInput => create({ fields: { ...body, [field]: value } satisfies BodyInput }));

/** So many of them, each once. */
export const someOf = (inputs: readonly HardInput[], count: number): fc.Arbitrary<readonly HardInput[]> =>
  fc.shuffledSubarray([...inputs], { minLength: count, maxLength: count });

/** Requests of the dictionary, none of which changes anything, of each position in turn; those that name a user of one's own name the one under `x`. */
export const hardRequests = (count: number): fc.Arbitrary<readonly HardInput[]> =>
  fc
    .tuple(hardReads, hardLists(count), shuffled(hardHeaders), shuffled(hardBodies))
    .map(([ids, queries, odd, bodies]) => {
      const reads = ids.values();
      const lists = queries.values();
      const decks = [reads, bodies.values(), reads, odd.values(), reads, lists];
      return Array.from({ length: count }, (_, at) => decks[at % decks.length]?.next().value ?? get(collection));
    });

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
