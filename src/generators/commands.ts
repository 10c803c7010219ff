import { isUser, type NewUser, type UserChange } from "../contract/document.ts";
import { answerOf, headerOf, type TokenAlias } from "../contract/exchange.ts";
import { jsonOf } from "../contract/own-records.ts";
import { pathOf } from "../contract/route.ts";
import { below } from "./commands/below.ts";
import { exhaust } from "./commands/exhaust.ts";
import { raw, road, spend } from "./commands/raw.ts";
import {
  bodyOf,
  type Command,
  expectRejected,
  idOf,
  queryOf,
  type Step,
  type StepContext,
  type StepOf,
  type StepParams,
} from "./step.ts";

/** Creates a user; the handle names the new record for later steps. */
const create: Command<"create"> = {
  cost: () => 1,
  run: async ({ as, handle, body: fields }, context) => {
    const body = bodyOf<NewUser>(fields, context);
    if (body === undefined) return;
    const answer = answerOf(await context.api(as).POST("/users", { body }));
    if (answer === undefined || answer.status < 200 || answer.status >= 300) return;
    // A body that is no user is for the rules to speak of; there is just no id to go on with.
    const user = jsonOf(answer.body);
    // Nor is another's user, found where one should be made, for later steps to change.
    if (isUser(user) && user.email.toLowerCase() === String(body.email).toLowerCase()) context.bind(handle, user.id);
  },
};

/** Reads one user; with `ifNoneMatch` it offers the last ETag this caller was given for it. */
const read: Command<"read"> = {
  cost: () => 1,
  run: async ({ as, who, ifNoneMatch = false }, context) => {
    const id = idOf(who, context);
    if (id !== undefined) await context.api(as, { ifNoneMatch }).GET("/users/{id}", { params: { path: { id } } });
  },
};

/** Changes one user, by PATCH or PUT. */
const update: Command<"update"> = {
  cost: () => 1,
  run: async ({ as, verb, who, body: fields }, context) => {
    const id = idOf(who, context);
    const body = bodyOf<UserChange>(fields, context);
    if (id === undefined || body === undefined) return;
    const api = context.api(as);
    const input = { params: { path: { id } }, body };
    await (verb === "PUT" ? api.PUT("/users/{id}", input) : api.PATCH("/users/{id}", input));
  },
};

/** Deletes one user. */
const remove: Command<"remove"> = {
  cost: () => 1,
  run: async ({ as, who }, context) => {
    const id = idOf(who, context);
    if (id !== undefined) await context.api(as).DELETE("/users/{id}", { params: { path: { id } } });
  },
};

/**
 * Lists users with filters and paging; with `ifNoneMatch` it offers the last ETag this caller was given for the same, with
 * `last` it requests the last page that the list had when it was requested without a page.
 */
const list: Command<"list"> = {
  cost: () => 1,
  run: async ({ as, query: inputs, ifNoneMatch = false, last = false }, context) => {
    const query = queryOf(inputs, context);
    if (query === undefined) return;
    const page = last ? context.pagesOf(query) : undefined;
    if (last && page === undefined) return;
    const params = { query: page === undefined ? query : { ...query, page } };
    await context.api(as, { ifNoneMatch }).GET("/users", { params });
  },
};

/** Lists page after page, as X-Pagination-Pages says, until an empty page or `mostPages`. */
const walk: Command<"walk"> = {
  cost: ({ mostPages }) => mostPages,
  run: async ({ as, query: inputs, perPage, mostPages }, context) => {
    const api = context.api(as);
    for (let page = 1; page <= mostPages; page++) {
      const filters = queryOf(inputs, context);
      if (filters === undefined) return;
      const answer = answerOf(await api.GET("/users", { params: { query: { ...filters, per_page: perPage, page } } }));
      if (answer?.status !== 200 || answer.body.trim() === "[]") return;
      const pages = Number(headerOf(answer, "x-pagination-pages"));
      if (Number.isFinite(pages) && page >= pages) return;
    }
  },
};

type Cost = (step: Step, limit: number | undefined) => number;

/** How many requests of each caller the lanes hold. */
const demands = (lanes: readonly (readonly Step[])[], cost: Cost): ReadonlyMap<TokenAlias, number> => {
  const counts = new Map<TokenAlias, number>();
  for (const step of lanes.flat()) {
    if ("as" in step) counts.set(step.as, (counts.get(step.as) ?? 0) + cost(step, undefined));
  }
  return counts;
};

/**
 * Lanes of steps at the same time: each lane in its order, the lanes racing. It waits until the budget holds them all,
 * since requests that are paced do not race.
 */
const together = (cost: Cost): Command<"together"> => ({
  cost: ({ lanes }, limit) => lanes.flat().reduce((sum, step) => sum + cost(step, limit), 0),
  run: async ({ lanes }, context) => {
    for (const [as, requests] of demands(lanes, cost)) await context.room(as, requests);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of lane) await context.atOnce.run(step);
      }),
    );
  },
});

const path = pathOf("listUsers");
/** Of a page in a browser. */
export const origin = "https://app.example";

/** What a browser sends for a page of another origin: the preflight request of a write, and a list, which needs none. */
const preflight: Command<"preflight"> = {
  cost: () => 2,
  run: async ({ as, method }, context) => {
    const headers = {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": "authorization",
    };
    await context.send({ method: "OPTIONS", path, as: "anonymous", headers });
    await context.send({ method: "GET", path: `${path}?per_page=1`, as, headers: { origin } });
  },
};

/** Every command by its id. */
const commands: { readonly [Id in keyof StepParams]: Command<Id> } = {
  create,
  read,
  update,
  remove,
  list,
  walk,
  raw,
  preflight,
  road,
  together: together((step, left) => costOf(step, left)),
  spend,
  exhaust,
  below,
};

/** The most requests a step sends. @internal */
export const costOf = <Id extends keyof StepParams>(step: StepOf<Id>, left: number | undefined): number => {
  const command: { readonly [Each in keyof StepParams]: Command<Each> }[Id] = commands[step.do];
  return command.cost(step, left);
};

/** Does a step. */
export const runStep = <Id extends keyof StepParams>(step: StepOf<Id>, context: StepContext): Promise<void> => {
  const command: { readonly [Each in keyof StepParams]: Command<Each> }[Id] = commands[step.do];
  return command.run(step, context);
};

const flat = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => (step.do === "together" ? flat(step.lanes.flat()) : [step]));

/** Records the case leaves for the run to delete, if everything goes as the contract says. */
const leftovers = (steps: readonly Step[]): number => {
  const all = flat(steps);
  const removed = new Set(
    all.flatMap((step) => (step.do === "remove" && "handle" in step.who ? [`${step.as} ${step.who.handle}`] : [])),
  );
  const made = new Set(
    all.flatMap((step) =>
      step.do === "create" && step.handle !== expectRejected ? [`${step.as} ${step.handle}`] : [],
    ),
  );
  return [...made].filter((key) => !removed.has(key)).length;
};

/** The requests a case sends on a correct server, deleting what it made included. */
export const priceOf = (steps: readonly Step[], limit: number | undefined): number =>
  steps.reduce((sum, step) => sum + costOf(step, limit), leftovers(steps));
