import type fc from "fast-check";
import type { Api } from "../client/api.ts";
import type { UserFilters } from "../client/typed-client.ts";
import type { NewUser, UserChange } from "../contract/document.ts";
import type { Exchange, RequestSpec, TokenAlias } from "../contract/exchange.ts";
import type { Road } from "../contract/route.ts";
import type { Clause } from "../contract/verdict.ts";
import type { World } from "../model/world.ts";
import type { ReservedDomain } from "./marker.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An e-mail as a step names it: it is made, or found, when the step runs, so a step can be sent again. */
export type EmailInput =
  /**
   * With a label the same one whenever the case names it again: of a create that was refused nothing else is left. With a length
   * its domain has one more label in front, so that it has as many characters.
   */
  | { readonly fresh: string; readonly domain?: ReservedDomain; readonly label?: string; readonly length?: number }
  /** The e-mail of the record behind a handle, or the last one it had. */
  | { readonly of: string }
  /** The first one it had. */
  | { readonly former: string }
  /** The last one, with the case of its letters swapped. */
  | { readonly swapped: string }
  /** That of a public user at a reserved domain, as a list has shown it. */
  | { readonly publicUser: true }
  | { readonly text: Json };

/** The fields of a body; `email` may be a reference, and `id` that of a record: `{ of: handle }`. The rest is sent as it is. */
export type BodyInput = { readonly email?: EmailInput; readonly [field: string]: Json | EmailInput | undefined };

/** Which record. */
export type RecordRef =
  | { readonly handle: string }
  | { readonly id: string }
  /** A public one that a list has shown. */
  | { readonly publicUser: true };

/** A query value: text, the marker of this case or run, or a field of a record. */
export type QueryInput =
  | string
  /** With `at` the beginning of a domain after it: only e-mails there. */
  | { readonly marker: "case" | "run"; readonly upper?: true; readonly at?: string }
  | { readonly of: string; readonly field: "id" | "name" | "email"; readonly part?: PartOfValue };

/** The part of a value that a filter uses; `start`: all but the last character; `pair`: two letters within it. */
export type PartOfValue = "middle" | "start" | "pair" | "upper";

/** The steps of some commands; of all of them by default. */
export type StepOf<Ids extends keyof StepParams = keyof StepParams> = {
  readonly [Id in Ids]: { readonly do: Id } & StepParams[Id];
}[Ids];

/** One thing to do, as plain data: it can be saved, replayed, and dropped by the shrinker. */
export type Step = StepOf;

/** The parameters of every command by its id; each command file explains its own. */
export interface StepParams {
  readonly create: { readonly as: TokenAlias; readonly handle: string; readonly body: BodyInput };
  readonly read: { readonly as: TokenAlias; readonly who: RecordRef; readonly ifNoneMatch?: true };
  readonly update: {
    readonly as: TokenAlias;
    readonly verb: "PATCH" | "PUT";
    readonly who: RecordRef;
    readonly body: BodyInput;
  };
  readonly remove: { readonly as: TokenAlias; readonly who: RecordRef };
  readonly list: {
    readonly as: TokenAlias;
    readonly query: readonly (readonly [string, QueryInput])[];
    readonly ifNoneMatch?: true;
    /** Its last page, by the same caller's earlier list. */
    readonly last?: true;
  };
  readonly walk: {
    readonly as: TokenAlias;
    readonly query: readonly (readonly [string, QueryInput])[];
    readonly perPage: number;
    readonly mostPages: number;
  };
  readonly raw: {
    readonly as: TokenAlias;
    readonly method: string;
    /** `{id}` in it stands for the id of the record `of`, `{id+2^32}` for one that a 32-bit number can't tell from it. */
    readonly path: string;
    readonly of?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly contentType?: string;
    /** Text as it is; or fields, written as JSON, alone in a list, or with the end cut off. */
    readonly body?: string | { readonly fields: BodyInput; readonly written?: "in a list" | "cut short" };
  };
  readonly road: {
    readonly as: TokenAlias;
    readonly verb: "read" | "patch" | "remove" | "create";
    readonly road: Road;
    /** The record; absent: the collection. */
    readonly of?: string;
    /** A body in JSON. */
    readonly text?: string;
  };
  /** For a request by this method. */
  readonly preflight: { readonly as: TokenAlias; readonly method: string };
  readonly together: { readonly lanes: readonly (readonly Step[])[] };
  readonly spend: {
    /** Who calls how often, in turn. */
    readonly turns: readonly (readonly [as: TokenAlias, calls: number])[];
    /** What is sent, one after the other and then from the start again: nothing that changes anything. */
    readonly inputs: readonly StepOf<"raw">[];
  };
  readonly below: {
    readonly as: TokenAlias;
    /** The user made before. */
    readonly handle: string;
    /** While it is there, or when it has been deleted. */
    readonly when: "there" | "deleted";
  };
  readonly exhaust: {
    readonly as: TokenAlias;
    /** A record made before, read again and again and then written to while the budget is spent. */
    readonly handle: string;
    /** Another token, whose budget must not move. */
    readonly observer?: TokenAlias;
    /** Requests to send in turn with the reads of the record: none that changes anything. */
    readonly between?: readonly StepOf<"raw">[];
    /** Finds out what each kind of call costs, and spends no more than that. */
    readonly only?: "prices";
  };
}

interface TestContextOptions {
  /** `now` leaves without a permit of the pacer, and a 429 is an answer like any other. */
  readonly pace?: "now";
  /** Offers the last ETag this caller was given for the same; without one of its own the owner's, if there is one. */
  readonly ifNoneMatch?: boolean;
}

/** What a step works with: the driver in `run` provides it. */
export interface StepContext {
  readonly world: World;
  readonly caseNumber: number;
  /** The typed client of this caller: what it sends goes through {@link StepContext.send}. */
  api(as: TokenAlias, options?: TestContextOptions): Api;
  /** Sends, counts, retries what may be retried. Throws when the budget of the case is spent. */
  send(request: RequestSpec): Promise<Exchange>;
  /** Requests this case may still send. */
  left(): number;
  /** Whether there is a token of this name. */
  has(as: TokenAlias): boolean;
  /** X-RateLimit-Limit as last seen for this caller. */
  limitOf(as: TokenAlias): number | undefined;
  /** Runs another step: for commands made of steps. */
  run(step: Step): Promise<void>;
  /** Waits until the budget of this caller lets so many requests leave at once. */
  room(as: TokenAlias, requests: number): Promise<void>;
  /** Waits so many milliseconds beside the queue of this caller. */
  wait(as: TokenAlias, ms: number): Promise<void>;
  /** The same context, whose requests leave at once: only after {@link StepContext.room}, or they meet the limiter. */
  readonly atOnce: StepContext;
  /** Id behind a handle, when its create has worked. */
  idOf(handle: string): number | undefined;
  bind(handle: string, id: number): void;
  /** The number of pages by the last list with these filters and without a page. */
  pagesOf(filters: UserFilters): number | undefined;
  /** Id of the last public user that a list without a token has shown. */
  publicId(): number | undefined;
  /** The last value a handle's record is believed to have. */
  believed(handle: string, field: "name" | "email"): string | undefined;
  /** An e-mail or query text with its references resolved; undefined when a reference leads nowhere. */
  email(input: EmailInput): Json | undefined;
  query(input: QueryInput): string | undefined;
  nowUs(): number;
}

/** One kind of step. */
export interface Command<Id extends keyof StepParams = keyof StepParams> {
  /** The most requests it sends, given what is left of the caller's rate-limit budget, or all of it, where that is known. */
  readonly cost: (params: StepParams[Id], limit: number | undefined) => number;
  readonly run: (params: StepParams[Id], context: StepContext) => Promise<void>;
}

/**
 * Input as a step has it, taken for what an operation is declared to take. The one such cast: a step may be ill-formed on
 * purpose (an id that is none, a field of another type, a filter the spec does not name), goes through the same typed
 * operations all the same, and it is for the service to refuse it.
 */
export const illFormed = <Wanted>(input: unknown): Wanted => input as Wanted;

/** The id of a record, or undefined when there is none such: then there is nothing to send. */
export const idOf = (who: RecordRef, context: StepContext): number | undefined =>
  "handle" in who ? context.idOf(who.handle) : "id" in who ? illFormed<number>(who.id) : context.publicId();

const isEmailInput = (value: unknown): value is EmailInput =>
  typeof value === "object" &&
  value !== null &&
  ["fresh", "of", "former", "swapped", "publicUser", "text"].some((kind) => kind in value);

/** A body, its e-mail resolved; undefined when a reference leads nowhere. */
export const bodyOf = <Body extends NewUser | UserChange>(body: BodyInput, context: StepContext): Body | undefined => {
  const fields: { [field: string]: Json } = {};
  for (const [field, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (field === "email" && isEmailInput(value)) {
      const email = context.email(value);
      if (email === undefined) return undefined;
      fields[field] = email;
    } else if (field === "id" && typeof value === "object" && value !== null && "of" in value) {
      const id = context.idOf(String(value.of));
      if (id === undefined) return undefined;
      fields[field] = id;
      // A field other than the e-mail is plain JSON by its type.
    } else fields[field] = value as Json;
  }
  return illFormed<Body>(fields);
};

/** A query, or undefined when a reference leads nowhere. A name given twice has both values, in order. */
export const queryOf = (
  query: readonly (readonly [string, QueryInput])[],
  context: StepContext,
): UserFilters | undefined => {
  const filters = new Map<string, string[]>();
  for (const [name, input] of query) {
    const value = context.query(input)?.toWellFormed();
    if (value === undefined) return undefined;
    // Values are encoded on the way, names are not: those of the spec need none.
    const key = encodeURIComponent(name);
    filters.set(key, [...(filters.get(key) ?? []), value]);
  }
  return illFormed<UserFilters>(Object.fromEntries(filters));
};

/** An id that no service has given: beyond any 32-bit number, and too long to be a number of JavaScript's. */
export const idOfNone = illFormed<number>("999999999999999999");

/**
 * A sentence of the contract as something to do: how to draw the requests that put it to the test. Whether it holds is
 * for the rules, which judge every answer of every property.
 */
export interface Property {
  /** Kebab-case. */
  readonly id: string;
  readonly sentence: string;
  readonly clause: Clause;
  /** Draws one case: steps to take in order, plain data. */
  readonly cases: fc.Arbitrary<readonly Step[]>;
  /** What it cannot do without; absent: nothing. */
  readonly needs?: "second token" | "rate limit headers";
  /** Rounds it takes part in: `first` only once, early; `every`; `last` once, when the others have had their turn. Default `every`. */
  readonly turn?: "first" | "every" | "last";
  /** The most telling steps come first, and none needs a later one: a budget that is too small for all has as many as it allows. */
  readonly divisible?: true;
}

/** Keeps the literal types of what is written in a suite. */
export const property = (definition: Property): Property => definition;

/** A create under this handle is meant to be refused: nothing is left of it. */
export const expectRejected = "rejected";
