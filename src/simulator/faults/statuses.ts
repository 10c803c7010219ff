import { answerFault, behaviourFault, type Fault } from "../fault.ts";
import { userIdOf, withBody, withJson } from "../responses.ts";

/** Answers with another status, or another text, than the contract gives. */
export const statusFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "array-body-answers-500",
      sentence: "A JSON list as the body of a create answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ readBody }) => ({
      readBody: (contentType, text) => {
        if (text.trimStart().startsWith("[")) throw new Error("undefined method for Array");
        return readBody(contentType, text);
      },
    }),
  ),
  answerFault(
    {
      id: "beyond-the-end-answers-404",
      sentence: "A page beyond the end answers 404.",
      class: "schema",
      breaks: "documented-status",
    },
    (response) => {
      const number = (name: string) => Number(response.headers.get(`x-pagination-${name}`));
      if (number("page") <= Math.max(1, number("pages"))) return response;
      return withBody(new Response("", { status: 404, headers: response.headers }), '{"message":"Resource not found"}');
    },
  ),
  answerFault(
    {
      id: "create-answers-200",
      sentence: "POST answers 200 in the place of 201.",
      class: "schema",
      breaks: "documented-status",
    },
    (response) =>
      response.status === 201 ? new Response(response.body, { status: 200, headers: response.headers }) : response,
  ),
  answerFault(
    {
      id: "delete-answers-200",
      sentence: "DELETE answers 200 with a body.",
      class: "schema",
      breaks: "delete-answers-204",
    },
    (response, request) => {
      if (request.method !== "DELETE" || response.status !== 204) return response;
      const headers = new Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      return new Response('{"message":"Deleted"}', { status: 200, headers });
    },
  ),
  behaviourFault(
    {
      id: "empty-body-answers-500",
      sentence: "A write without a body answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ readBody }) => ({
      readBody: (contentType, text) => {
        if (text === "") throw new Error("undefined method for nil");
        return readBody(contentType, text);
      },
    }),
  ),
  behaviourFault(
    {
      id: "far-page-answers-500",
      sentence: "A page far beyond the end answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ cut }) => ({
      cut: (users, bounds) => {
        if ((bounds.page - 1) * bounds.perPage > users.length + bounds.perPage) throw new Error("offset out of range");
        return cut(users, bounds);
      },
    }),
  ),
  behaviourFault(
    {
      id: "huge-id-answers-500",
      sentence: "An id above 2^31 answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ idIn }) => ({
      idIn: (segment) => {
        if (Number(segment) > 2 ** 31) throw new Error("integer out of range");
        return idIn(segment);
      },
    }),
  ),
  behaviourFault(
    {
      id: "non-ascii-name-answers-500",
      sentence: "A name with a character outside ASCII answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => {
        if (/[^\x20-\x7e]/.test(name)) throw new Error("incompatible character encodings");
        return nameProblems(name, verb);
      },
    }),
  ),
  answerFault(
    {
      id: "not-found-text-differs",
      sentence: '404 says "User not found".',
      class: "authorization",
      breaks: "not-found-text",
    },
    (response) => (response.status === 404 ? withJson(response, () => ({ message: "User not found" })) : response),
  ),
  behaviourFault(
    {
      id: "null-answers-500",
      sentence: "A null value answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ castValue }) => ({
      castValue: (value) => {
        if (value === null) throw new Error("undefined method for nil");
        return castValue(value);
      },
    }),
  ),
  behaviourFault(
    {
      id: "quote-answers-500",
      sentence: "A name with an apostrophe answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ nameProblems }) => ({
      nameProblems: (name, verb) => {
        if (name.includes("'")) throw new Error("unterminated quoted string");
        return nameProblems(name, verb);
      },
    }),
  ),
  answerFault(
    {
      id: "server-error-now-and-then",
      sentence: "One answer in ten is a 500 of the application.",
      class: "schema",
      breaks: "no-server-error",
      oneIn: 10,
    },
    (response, _request, { random }) => {
      if (random() >= 0.1 || response.status === 429) return response;
      const headers = new Headers(response.headers);
      headers.set("content-type", "application/json; charset=utf-8");
      headers.delete("etag");
      return new Response('{"message":"Internal Server Error"}', { status: 500, headers });
    },
  ),
  answerFault(
    {
      id: "text-id-answers-400",
      sentence: "An id that is no number answers 400.",
      class: "request",
      breaks: "unknown-id-answers-404",
    },
    (response, request) => {
      const id = userIdOf(request);
      if (response.status !== 404 || id === undefined || /^\d+$/.test(id)) return response;
      return withBody(new Response("", { status: 400, headers: response.headers }), '{"message":"Bad Request"}');
    },
  ),
  behaviourFault(
    {
      id: "text-id-answers-500",
      sentence: "An id that is no number answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ idIn }) => ({
      idIn: (segment) => {
        if (!/^\d+$/.test(segment)) throw new Error("invalid input syntax for integer");
        return idIn(segment);
      },
    }),
  ),
  behaviourFault(
    {
      id: "unknown-filter-value-answers-500",
      sentence: "A filter with an unknown gender or status answers 500.",
      class: "schema",
      breaks: "no-server-error",
    },
    ({ matches }) => ({
      matches: (user, filter) => {
        for (const { field, text } of filter) {
          if (field === "gender" && text !== "male" && text !== "female") throw new Error("is not a valid gender");
          if (field === "status" && text !== "active" && text !== "inactive") throw new Error("is not a valid status");
        }
        return matches(user, filter);
      },
    }),
  ),
];
