import { answerFault, behaviourFault, type Fault } from "../fault.ts";
import { userIdOf, withBody, withJson } from "../responses.ts";

/** Which tokens are accepted, and what the others are answered. */
export const tokenFaults: readonly Fault[] = [
  answerFault(
    {
      id: "any-guest-is-limited",
      sentence: "Every request without a token is refused with 429.",
      class: "authorization",
      breaks: "guests-are-answered",
    },
    (response, request) =>
      request.headers.has("authorization")
        ? response
        : new Response('{"message":"Too many requests"}', { status: 429, headers: response.headers }),
  ),
  behaviourFault(
    {
      id: "case-of-token-ignored",
      sentence: "A token is compared without regard to the case of its letters.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    ({ accountOf }) => ({
      accountOf: (token, accounts, method) => {
        const same = [...accounts.keys()].find((real) => real.toLowerCase() === token.toLowerCase());
        return accountOf(same ?? token, accounts, method);
      },
    }),
  ),
  behaviourFault(
    {
      id: "create-needs-no-token",
      sentence: "POST works without a token.",
      class: "authorization",
      breaks: "anonymous-create-answers-401",
    },
    ({ mayWrite }) => ({ mayWrite: (caller, verb) => verb === "create" || mayWrite(caller, verb) }),
  ),
  behaviourFault(
    {
      id: "longer-token-accepted",
      sentence: "A token with more behind it is taken for the token.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    ({ accountOf }) => ({
      accountOf: (token, accounts, method) => {
        const begin = [...accounts.keys()].find((real) => token.startsWith(real));
        return accountOf(begin ?? token, accounts, method);
      },
    }),
  ),
  answerFault(
    {
      id: "missing-id-before-unknown-token",
      sentence: "A missing id answers 404 to an unknown token.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    (response, request, { store }) => {
      const id = userIdOf(request);
      if (response.status !== 401 || id === undefined || store.get(Number(id)) !== undefined) return response;
      return withBody(new Response("", { status: 404, headers: response.headers }), '{"message":"Resource not found"}');
    },
  ),
  behaviourFault(
    {
      id: "token-refused-now-and-then",
      sentence: "One call in ten with a valid token answers 401.",
      class: "authorization",
      breaks: "valid-token-is-accepted",
      oneIn: 10,
    },
    ({ accountOf }, { random }) => ({
      accountOf: (token, accounts, method) => (random() < 0.1 ? undefined : accountOf(token, accounts, method)),
    }),
  ),
  answerFault(
    {
      id: "unauthorized-texts-swapped",
      sentence: "The texts of the two kinds of 401 are exchanged.",
      class: "authorization",
      breaks: "unauthorized-texts",
    },
    (response, request) => {
      if (response.status !== 401) return response;
      return withJson(response, () => ({
        message: request.headers.has("authorization") ? "Authentication failed" : "Invalid token",
      }));
    },
  ),
  answerFault(
    {
      id: "unknown-token-answers-403",
      sentence: "An unknown token answers 403.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    (response, request) => {
      if (response.status !== 401 || !request.headers.has("authorization")) return response;
      return new Response(response.body, { status: 403, headers: response.headers });
    },
  ),
  behaviourFault(
    {
      id: "unknown-token-reads-as-anonymous",
      sentence: "A read with an unknown token is answered as without one.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    ({ accountOf }) => ({
      accountOf: (token, accounts, method) =>
        accountOf(token, accounts, method) ?? (method === "GET" ? "nobody" : undefined),
    }),
  ),
  behaviourFault(
    {
      id: "writes-accept-any-token",
      sentence: "A write with an unknown token is done.",
      class: "authorization",
      breaks: "invalid-token-answers-401",
    },
    ({ accountOf }) => ({
      accountOf: (token, accounts, method) =>
        accountOf(token, accounts, method) ?? (method === "GET" ? undefined : [...accounts.values()][0]),
    }),
  ),
];
