import type { FaultInfo } from "../../contract/fault.ts";
import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { userIdOf, withHeaders } from "../responses.ts";

/** Changes the headers of some answers. */
const headersWrong = (
  info: Omit<FaultInfo, "class">,
  applies: (response: Response, request: Request) => boolean,
  edit: (headers: Headers, request: Request) => void,
): Fault =>
  wireFault({ ...info, class: "schema" }, (handler) => async (request) => {
    const response = await handler(request);
    return applies(response, request) ? withHeaders(response, (headers) => edit(headers, request)) : response;
  });

const isUpdate = ({ status }: Response, { method }: Request) =>
  status === 200 && (method === "PUT" || method === "PATCH");
const always = () => true;

/** The headers that each kind of answer has. */
export const headerProfileFaults: readonly Fault[] = [
  headersWrong(
    {
      id: "created-without-etag",
      sentence: "A created user comes without an ETag.",
      breaks: "header-profile",
    },
    ({ status }) => status === 201,
    (headers) => headers.delete("etag"),
  ),
  headersWrong(
    {
      id: "delete-has-etag",
      sentence: "204 carries an ETag.",
      breaks: "header-profile",
    },
    ({ status }) => status === 204,
    (headers) => headers.set("etag", 'W/"e3b0c44298fc1c149afbf4c8996fb924"'),
  ),
  behaviourFault(
    {
      id: "errors-cached-as-successes",
      sentence: "Cache-Control of a 404 and 422 is that of a 200.",
      class: "schema",
      breaks: "header-profile",
    },
    ({ cacheControl }) => ({
      cacheControl: (status) => cacheControl(status === 404 || status === 422 ? 200 : status),
    }),
  ),
  headersWrong(
    {
      id: "frames-allowed",
      sentence: "X-Frame-Options lets every site frame the answers.",
      breaks: "header-profile",
    },
    always,
    (headers) => headers.set("x-frame-options", "ALLOWALL"),
  ),
  headersWrong(
    {
      id: "json-without-charset-in-lists",
      sentence: "Lists are labelled application/json without the charset that all else has.",
      breaks: "header-forms",
    },
    ({ headers }) => headers.has("x-pagination-page"),
    (headers) => headers.set("content-type", "application/json"),
  ),
  behaviourFault(
    {
      id: "lists-lose-the-base-path",
      sentence: "Links of lists lack the base path of the API.",
      class: "headers",
      breaks: "urls-share-one-base",
    },
    ({ links }) => ({
      links: (url, page, lastPage, query) => links(url.replace("/public/v2", ""), page, lastPage, query),
    }),
  ),
  behaviourFault(
    {
      id: "location-at-another-host",
      sentence: "Location names the host behind the gateway, links the public one.",
      class: "headers",
      breaks: "urls-share-one-base",
    },
    ({ location }) => ({
      location: (url, id) => location(url.replace(/\/\/[^/]+/, "//app-3.internal:3000"), id),
    }),
  ),
  behaviourFault(
    {
      id: "location-is-relative",
      sentence: "Location is a path without scheme and host.",
      class: "schema",
      breaks: "location-names-the-user",
    },
    ({ location }) => ({ location: (url, id) => location(new URL(url).pathname, id) }),
  ),
  headersWrong(
    {
      id: "location-missing-for-odd-ids",
      sentence: "A created user with an odd id comes without Location.",
      breaks: "header-profile",
    },
    ({ headers }) => /[13579]$/.test(headers.get("location") ?? ""),
    (headers) => headers.delete("location"),
  ),
  headersWrong(
    {
      id: "nosniff-missing",
      sentence: "No answer carries X-Content-Type-Options.",
      breaks: "header-profile",
    },
    always,
    (headers) => headers.delete("x-content-type-options"),
  ),
  headersWrong(
    {
      id: "not-modified-names-another-etag",
      sentence: "304 carries an ETag other than the one it was asked for.",
      breaks: "not-modified-only-when-current",
    },
    ({ status }) => status === 304,
    (headers) => headers.set("etag", 'W/"00000000000000000000000000000000"'),
  ),
  headersWrong(
    {
      id: "refusals-have-etag",
      sentence: "404 carries an ETag.",
      breaks: "header-profile",
    },
    ({ status }) => status === 404,
    (headers) => headers.set("etag", 'W/"7d1a7d1a7d1a7d1a7d1a7d1a7d1a7d1a"'),
  ),
  headersWrong(
    {
      id: "request-id-missing-on-refusals",
      sentence: "422 carries no X-Request-Id.",
      breaks: "header-profile",
    },
    ({ status }) => status === 422,
    (headers) => headers.delete("x-request-id"),
  ),
  headersWrong(
    {
      id: "runtime-in-words",
      sentence: "X-Runtime of a list has a unit.",
      breaks: "header-profile",
    },
    ({ headers }) => headers.has("x-pagination-page"),
    (headers) => headers.set("x-runtime", "12ms"),
  ),
  headersWrong(
    {
      id: "unauthorized-asks-for-basic",
      sentence: "401 carries WWW-Authenticate, so that browsers ask for a password.",
      breaks: "header-forms",
    },
    ({ status }) => status === 401,
    (headers) => headers.set("www-authenticate", 'Basic realm="GO REST"'),
  ),
  headersWrong(
    {
      id: "unauthorized-is-bare",
      sentence: "401 carries none of the headers that every answer has.",
      breaks: "header-profile",
    },
    ({ status }) => status === 401,
    (headers) => {
      for (const name of [...headers.keys()]) if (!/^(content-type|server)$/.test(name)) headers.delete(name);
    },
  ),
  headersWrong(
    {
      id: "unauthorized-shows-a-budget",
      sentence: "401 carries rate-limit headers.",
      breaks: "header-profile",
    },
    ({ status }) => status === 401,
    (headers) => headers.set("x-ratelimit-limit", "90"),
  ),
  headersWrong(
    {
      id: "updates-without-etag",
      sentence: "An updated user comes without an ETag.",
      breaks: "header-profile",
    },
    isUpdate,
    (headers) => headers.delete("etag"),
  ),
  headersWrong(
    {
      id: "user-carries-pages",
      sentence: "A single user carries pagination headers.",
      breaks: "only-lists-have-pages",
    },
    ({ status }, request) => status === 200 && userIdOf(request) !== undefined,
    (headers) => {
      headers.set("x-pagination-total", "1");
      headers.set("x-pagination-page", "1");
    },
  ),
  headersWrong(
    {
      id: "vary-missing-on-creates",
      sentence: "A created user comes without Vary.",
      breaks: "header-profile",
    },
    ({ status }) => status === 201,
    (headers) => headers.delete("vary"),
  ),
];
