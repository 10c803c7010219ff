import { isObject } from "../../contract/is-object.ts";
import { answerFault, behaviourFault, type Fault, wireFault } from "../fault.ts";
import { isJson, withJson } from "../responses.ts";

/** The body of an answer: its fields, its envelope, its JSON. */
export const representationFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "created-user-has-no-id",
      sentence: "A created user is shown without its id.",
      class: "schema",
      breaks: "body-schema",
    },
    ({ showCreated }) => ({
      showCreated: (user) => {
        const { id: _, ...rest } = showCreated(user);
        return rest;
      },
    }),
  ),
  behaviourFault(
    {
      id: "emails-masked-in-lists",
      sentence: "Lists show e-mails with stars.",
      class: "sequence",
      breaks: "list-shows-current-values",
    },
    ({ showRow }) => ({ showRow: (user) => ({ ...showRow(user), email: user.email.replace(/^(.)[^@]*/, "$1***") }) }),
  ),
  answerFault(
    {
      id: "errors-as-object",
      sentence: "422 answers an object of messages by field, not a list.",
      class: "schema",
      breaks: "body-schema",
    },
    (response) => {
      if (response.status !== 422) return response;
      return withJson(response, (value) =>
        Array.isArray(value) ? Object.fromEntries(value.map(({ field, message }) => [field, [message]])) : value,
      );
    },
  ),
  behaviourFault(
    {
      id: "gender-capitalised",
      sentence: 'A user read by id has gender "Male" or "Female".',
      class: "schema",
      breaks: "body-schema",
    },
    ({ showUser }) => ({
      showUser: (user) => ({ ...showUser(user), gender: user.gender === "male" ? "Male" : "Female" }),
    }),
  ),
  wireFault(
    {
      id: "id-as-text",
      sentence: "A single user's id is a string.",
      class: "schema",
      breaks: "body-schema",
    },
    (handler) => async (request) =>
      withJson(await handler(request), (value) =>
        isObject(value) && "id" in value ? { ...value, id: String(value.id) } : value,
      ),
  ),
  answerFault(
    {
      id: "json-cut-now-and-then",
      sentence: "One JSON body in ten ends in the middle.",
      class: "schema",
      breaks: "well-formed-json",
      oneIn: 10,
    },
    async (response, _request, { random }) => {
      if (!isJson(response) || random() >= 0.1) return response;
      const text = await response.text();
      return new Response(text.slice(0, text.length >> 1), { status: response.status, headers: response.headers });
    },
  ),
  wireFault(
    {
      id: "list-in-envelope",
      sentence: "A list lies in an envelope `{data: [...]}`.",
      class: "schema",
      breaks: "body-schema",
    },
    (handler) => async (request) =>
      withJson(await handler(request), (value) =>
        request.method === "GET" && Array.isArray(value) ? { data: value } : value,
      ),
  ),
  wireFault(
    {
      id: "message-under-error",
      sentence: "Error bodies say `error` in the place of `message`.",
      class: "schema",
      breaks: "body-schema",
    },
    (handler) => async (request) =>
      withJson(await handler(request), (value) =>
        isObject(value) && "message" in value ? { error: value.message } : value,
      ),
  ),
  behaviourFault(
    {
      id: "owner-leaked",
      sentence: "A user read by id shows the internal `owner`.",
      class: "schema",
      breaks: "body-schema",
    },
    ({ showUser }) => ({ showUser: (user) => ({ ...showUser(user), owner: user.owner ?? null }) }),
  ),
  behaviourFault(
    {
      id: "public-user-read-in-part",
      sentence: "A public user read by id has its e-mail hidden.",
      class: "headers",
      breaks: "public-users-read-as-listed",
    },
    ({ showUser }) => ({
      showUser: (user) => showUser(user.owner === undefined ? { ...user, email: "hidden@example.com" } : user),
    }),
  ),
  behaviourFault(
    {
      id: "status-missing-in-lists",
      sentence: "List items lack `status`.",
      class: "schema",
      breaks: "body-schema",
    },
    ({ showRow }) => ({
      showRow: (user) => {
        const { status: _, ...rest } = showRow(user);
        return rest;
      },
    }),
  ),
  behaviourFault(
    {
      id: "timestamps-leaked-in-lists",
      sentence: "List items show `created_at`.",
      class: "schema",
      breaks: "body-schema",
    },
    ({ showRow }) => ({ showRow: (user) => ({ ...showRow(user), created_at: "2026-01-01T00:00:00.000Z" }) }),
  ),
  behaviourFault(
    {
      id: "trailing-comma-in-lists",
      sentence: "A list ends with a comma.",
      class: "schema",
      breaks: "well-formed-json",
    },
    ({ write }) => ({
      write: (value) => (Array.isArray(value) && value.length > 0 ? `${write(value).slice(0, -1)},]` : write(value)),
    }),
  ),
  behaviourFault(
    {
      id: "update-shows-null-gender",
      sentence: "An update that does not name the gender shows it as null.",
      class: "schema",
      breaks: "body-schema",
    },
    ({ showUpdated }) => ({
      showUpdated: (user, sent) => ({
        ...showUpdated(user, sent),
        ...(sent.gender === undefined ? { gender: null } : {}),
      }),
    }),
  ),
  wireFault(
    {
      id: "user-in-list",
      sentence: "A user read by id comes in a list of one.",
      class: "schema",
      breaks: "body-schema",
    },
    (handler) => async (request) =>
      withJson(await handler(request), (value) =>
        request.method === "GET" && isObject(value) && "id" in value ? [value] : value,
      ),
  ),
];
