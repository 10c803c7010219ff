import fc from "fast-check";
import { specOperations } from "../contract/document.ts";
import { type UserField, userFields } from "../contract/resources/users.ts";
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
export type HardInput = Extract<Step, { do: "raw" }>;

export const collection = specOperations.get("listUsers")?.path ?? "";
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
export const oddReads: readonly HardInput[] = oddIds.map((id) => get(pathOf(id)));
export const readsOfNoUser: readonly HardInput[] = idsOfNoUser.map((id) => get(pathOf(id)));

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
export const hardParameters: ReadonlyMap<string, readonly string[]> = new Map([
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
export const hardHeaders: readonly HardInput[] = oddHeaderValues.flatMap(([name, values]) =>
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
export const hardFieldValues: readonly Json[] = [
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
export const hardFields = userFields.filter((field) => field !== "email");

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
