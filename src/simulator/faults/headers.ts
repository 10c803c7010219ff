import { answerFault, behaviourFault, type Fault, wireFault } from "../fault.ts";
import { userIdOf, withHeaders } from "../responses.ts";

/** Headers every answer has: media type, ETag, caching, request id, Location. */
export const headerFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "answers-are-cacheable",
      sentence: "Reads may be kept by any cache for a minute.",
      class: "schema",
      breaks: "private-answers-not-cacheable",
    },
    ({ cacheControl }) => ({
      cacheControl: (status) => (status === 200 ? "public, max-age=60" : cacheControl(status)),
    }),
  ),
  answerFault(
    {
      id: "delete-announces-a-length",
      sentence: "204 announces a body of 27 bytes that never comes.",
      class: "schema",
      breaks: "empty-when-no-content",
    },
    (response) => {
      if (response.status !== 204) return response;
      return withHeaders(response, (headers) => headers.set("content-length", "27"));
    },
  ),
  answerFault(
    {
      id: "delete-announces-json",
      sentence: "204 announces a JSON body.",
      class: "schema",
      breaks: "no-content-has-no-type",
    },
    (response) => {
      if (response.status !== 204) return response;
      return withHeaders(response, (headers) => headers.set("content-type", "application/json; charset=utf-8"));
    },
  ),
  behaviourFault(
    {
      id: "etag-by-length",
      sentence: "ETag follows the length of the content only.",
      class: "schema",
      breaks: "etag-follows-content",
    },
    ({ etag }) => ({ etag: (body) => etag(String(body.length)) }),
  ),
  behaviourFault(
    {
      id: "etag-ignores-status",
      sentence: "ETag stays the same when only a status changes.",
      class: "schema",
      breaks: "etag-follows-content",
    },
    ({ etag }) => ({ etag: (body) => etag(body.replaceAll('"status":"inactive"', '"status":"active"')) }),
  ),
  wireFault(
    {
      id: "labelled-latin-1",
      sentence: "JSON says it is in ISO-8859-1.",
      class: "schema",
      breaks: "header-forms",
    },
    (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        if (headers.has("content-type")) headers.set("content-type", "application/json; charset=iso-8859-1");
      }),
  ),
  behaviourFault(
    {
      id: "location-names-another",
      sentence: "Location names the id after the new one.",
      class: "headers",
      breaks: "location-names-the-user",
    },
    ({ location }) => ({ location: (url, id) => location(url, id + 1) }),
  ),
  answerFault(
    {
      id: "not-found-as-html",
      sentence: "404 is labelled text/html.",
      class: "schema",
      breaks: "media-type",
    },
    (response) =>
      response.status === 404 ? withHeaders(response, (headers) => headers.set("content-type", "text/html")) : response,
  ),
  behaviourFault(
    {
      id: "not-modified-for-any-etag",
      sentence: "Any If-None-Match answers 304.",
      class: "schema",
      breaks: "not-modified-only-when-current",
    },
    () => ({ isCurrent: () => true }),
  ),
  wireFault(
    {
      id: "request-id-repeats",
      sentence: "Every answer has the same X-Request-Id.",
      class: "schema",
      breaks: "request-id-unique",
    },
    (handler) => async (request) =>
      withHeaders(await handler(request), (headers) =>
        headers.set("x-request-id", "00000000-0000-4000-8000-000000000000"),
      ),
  ),
  answerFault(
    {
      id: "updated-user-has-two-lengths",
      sentence: "An updated user comes with two Content-Lengths.",
      class: "schema",
      breaks: "answers-keep-the-grammar",
    },
    (response, request) => {
      if (response.status !== 200 || request.method !== "PATCH") return response;
      // In process as a client library tells of it.
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error("Parse Error: Content-Length already present"), {
          code: "HPE_UNEXPECTED_CONTENT_LENGTH",
        }),
      });
    },
  ),
  answerFault(
    {
      id: "user-labelled-as-text",
      sentence: "A user read by id is labelled text/plain.",
      class: "schema",
      breaks: "media-type",
    },
    (response, request) => {
      if (response.status !== 200 || request.method !== "GET" || userIdOf(request) === undefined) return response;
      return withHeaders(response, (headers) => headers.set("content-type", "text/plain; charset=utf-8"));
    },
  ),
];
