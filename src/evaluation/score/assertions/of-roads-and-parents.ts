import { type Assertion, assert, equal, isTrue, status } from "./assertion.ts";

/** For the rules about roads beside the usual one, switches, forms, pages, and what lies below users. */
export const ofRoadsAndParents: Readonly<Record<string, Assertion>> = {
  "other-forced-values-are-ignored": assert("GET /users?force_status=200, =999 and =abc", status(200)),
  "delay-is-kept": assert(
    "GET /users?delay=300 (took is the time of the call, ms)",
    isTrue(
      'took >= 300 && @header(X-Simulated-Delay-Ms) === "300"',
      'took >= 300 and @header(X-Simulated-Delay-Ms) == "300"',
    ),
  ),
  "answers-keep-the-grammar": assert(
    "DELETE /users/{id}, and the next request over the same connection",
    isTrue("@status === 200", "@status == 200"),
  ),
  "browsers-may-read": assert(
    "GET /users with Origin: https://app.example, and the preflight request before it",
    isTrue(
      '["*", "https://app.example"].includes(@header(Access-Control-Allow-Origin))',
      '@header(Access-Control-Allow-Origin) in ("*", "https://app.example")',
    ),
  ),
  "unknown-paths-answer-404": assert("GET /no-such-thing", status(404)),
  "missing-methods-are-refused": assert("POST /users/{id}, PUT /users", status(404)),
  "other-roads-answer-alike": assert(
    "GET //users/{id} with two slashes, GET /users/{id}.json, HEAD /users/{id}",
    status(200),
  ),
  "xml-says-the-same": assert(
    "GET /users/{id}.xml of a user whose name has a blank",
    isTrue("@body.includes(created.name)", 'created["name"] in @body'),
  ),
  "xml-shows-the-user": assert(
    "GET /users/{id}.xml of a user whose name has an ampersand",
    isTrue('@body.includes(created.name.replace("&", "&amp;"))', 'escape(created["name"]) in @body'),
  ),
  "no-other-road-leads-in": assert(
    "GET, PATCH and DELETE by every other spelling of the path of another's user: two slashes, .json, HEAD, a slash at the end",
    status(404),
  ),
  "form-bodies-are-read": assert(
    "PATCH /users/{id} with name=Form as application/x-www-form-urlencoded",
    equal("@body.name", '"Form"'),
  ),
  // Pages
  "pages-skip-nobody": assert(
    "every page of GET /users?email={a part that your users share}&per_page=1 (seen: the ids of all)",
    isTrue("seen.includes(created.id)", 'created["id"] in seen'),
  ),
  "negative-pages-are-defaults": assert("GET /users?page=-1", equal("@header(X-Pagination-Page)", '"1"')),
  // Below users
  "child-names-its-parent": assert(
    "POST /users/{id}/posts",
    isTrue("@body.user_id === created.id", '@body["user_id"] == created["id"]'),
  ),
  "children-go-with-their-parent": assert(
    "DELETE /users/{id}, then GET /posts/{id} of a post of that user",
    status(404),
  ),
  "missing-parent-is-refused": assert(
    "POST /users/{id of none}/posts",
    isTrue('@body[0].message === "must exist"', '@body[0]["message"] == "must exist"'),
  ),
};
