import { answerFault, behaviourFault, type Fault, wireFault } from "../fault.ts";
import type { Policy } from "../policy.ts";
import { userIdOf, withBody } from "../responses.ts";

/** Lets callers without a token see private users, and write, by one verb. */
const withoutToken =
  (allowed: "delete" | "patch") =>
  ({ canSee, mayWrite }: Policy): Partial<Policy> => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === allowed && caller.account === undefined),
    mayWrite: (caller, verb) => verb === allowed || mayWrite(caller, verb),
  });

/** Private users that another caller than their account sees or changes. */
export const visibilityFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "anonymous-can-delete",
      sentence: "A private user can be deleted without a token.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    withoutToken("delete"),
  ),
  behaviourFault(
    {
      id: "anonymous-can-patch",
      sentence: "A private user can be changed by PATCH without a token.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    withoutToken("patch"),
  ),
  behaviourFault(
    {
      id: "anonymous-can-read",
      sentence: "A private user can be read without a token.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    ({ canSee }) => ({
      canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "get" && caller.account === undefined),
    }),
  ),
  behaviourFault(
    {
      id: "anonymous-lists-show-private",
      sentence: "Lists without a token show the users of all accounts.",
      class: "authorization",
      breaks: "lists-hide-private-users",
    },
    ({ candidates }) => ({
      candidates: (store, caller) =>
        caller.account === undefined ? store.newestFirst(store.owners()) : candidates(store, caller),
    }),
  ),
  behaviourFault(
    {
      id: "created-user-is-public",
      sentence: "A created user is public.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    () => ({ ownerFor: () => undefined }),
  ),
  answerFault(
    {
      id: "foreign-user-answers-403",
      sentence: "Another account's user answers 403, which gives it away.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    (response, request, { store }) => {
      const user = store.get(Number(userIdOf(request)));
      const anonymous = !request.headers.has("authorization");
      if (response.status !== 404 || user === undefined || anonymous) return response;
      return withBody(new Response("", { status: 403, headers: response.headers }), '{"message":"Forbidden"}');
    },
  ),
  behaviourFault(
    {
      id: "last-token-remembered",
      sentence: "A call without a token right after one with a token is taken for its continuation.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    ({ tokenIn }) => {
      let last: string | undefined;
      return {
        tokenIn: (authorization, query) => {
          const token = tokenIn(authorization, query);
          const continued = token ?? last;
          last = token;
          return continued;
        },
      };
    },
  ),
  wireFault(
    {
      id: "list-cached-across-tokens",
      sentence: "A list that was answered a moment ago is repeated to any caller of the same URL.",
      class: "authorization",
      breaks: "lists-hide-private-users",
    },
    (handler) => {
      const kept = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "GET") {
          kept.clear();
          return response;
        }
        if (response.status !== 200 || userIdOf(request) !== undefined) return response;
        const body = kept.get(request.url) ?? (await response.text());
        kept.set(request.url, body);
        return withBody(response, body);
      };
    },
  ),
  behaviourFault(
    {
      id: "lists-show-others-users",
      sentence: "Lists and totals with a token contain other accounts' users.",
      class: "authorization",
      breaks: "lists-hide-private-users",
    },
    ({ candidates }) => ({
      candidates: (store, caller) =>
        caller.account === undefined ? candidates(store, caller) : store.newestFirst(store.owners()),
    }),
  ),
  behaviourFault(
    {
      id: "others-can-delete",
      sentence: "Another account deletes a private user.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    ({ canSee }) => ({
      canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "delete" && caller.account !== undefined),
    }),
  ),
  behaviourFault(
    {
      id: "others-can-put",
      sentence: "Another account changes a private user by PUT alone.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    ({ canSee }) => ({
      canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "put" && caller.account !== undefined),
    }),
  ),
  behaviourFault(
    {
      id: "others-can-read",
      sentence: "Another account reads a private user by id.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    ({ canSee }) => ({
      canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "get" && caller.account !== undefined),
    }),
  ),
  behaviourFault(
    {
      id: "others-can-update",
      sentence: "Another account changes a private user.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    ({ canSee }) => ({
      canSee: (user, caller, verb) =>
        canSee(user, caller, verb) || ((verb === "put" || verb === "patch") && caller.account !== undefined),
    }),
  ),
  wireFault(
    {
      id: "others-empty-update-answers-200",
      sentence: "An update that names no field shows the user to another account.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    (handler) => {
      const shown = new Map<string, string>();
      return async (request) => {
        const id = userIdOf(request);
        const isEmpty = request.method === "PATCH" && (await request.clone().text()) === "{}";
        const response = await handler(request);
        if (id === undefined || !request.headers.has("authorization")) return response;
        if (request.method === "GET" && response.status === 200) {
          const text = await response.text();
          shown.set(id, text);
          return withBody(response, text);
        }
        const known = shown.get(id);
        if (!isEmpty || response.status !== 404 || known === undefined) return response;
        return new Response(known, { status: 200, headers: response.headers });
      };
    },
  ),
  answerFault(
    {
      id: "private-user-answers-401-to-anonymous",
      sentence: "A private user answers 401 without a token, which gives it away.",
      class: "authorization",
      breaks: "private-user-hidden-from-anonymous",
    },
    (response, request, { store }) => {
      const user = store.get(Number(userIdOf(request)));
      const anonymous = !request.headers.has("authorization");
      if (response.status !== 404 || user === undefined || !anonymous) return response;
      return withBody(
        new Response("", { status: 401, headers: response.headers }),
        '{"message":"Authentication failed"}',
      );
    },
  ),
  wireFault(
    {
      id: "user-cached-across-tokens",
      sentence: "A read that was answered a moment ago is repeated to any caller of the same URL.",
      class: "authorization",
      breaks: "private-user-hidden-from-others",
    },
    (handler) => {
      const kept = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "GET") {
          kept.clear();
          return response;
        }
        if (userIdOf(request) === undefined) return response;
        const known = kept.get(request.url);
        if (response.status === 404 && known !== undefined) {
          return withBody(new Response("", { status: 200, headers: response.headers }), known);
        }
        if (response.status !== 200) return response;
        const body = await response.text();
        kept.set(request.url, body);
        return withBody(response, body);
      };
    },
  ),
];
