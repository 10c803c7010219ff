import { type Assertion, assert, equal, every, isTrue, lists, listsNot, match, status } from "./assertion.ts";
import { ofRoadsAndParents } from "./of-roads-and-parents.ts";

const keys = '["email", "gender", "id", "name", "status"]';
const userShape = isTrue(
  `Object.keys(@body).sort().join() === "email,gender,id,name,status" && Number.isInteger(@body.id) && ["male", "female"].includes(@body.gender)`,
  `sorted(@body) == ${keys} and isinstance(@body["id"], int) and @body["gender"] in ("male", "female")`,
);
const sameAsSent = isTrue(
  "Object.entries(sent).every(([name, value]) => @body[name] === value)",
  "all(@body[name] == value for name, value in sent.items())",
);
const afterThat = (request: string, then: string) => `${request}, then ${then}`;
const read = "GET /users/{id}";
const update = "PATCH /users/{id}, and the same with PUT";
const remaining = "@header(X-RateLimit-Remaining)";
/** Within a second a budget of 90 a minute may win back two. */
const fallsByNine = isTrue(
  `[7, 8, 9].includes(Number(before) - Number(${remaining}))`,
  `int(before) - int(${remaining}) in (7, 8, 9)`,
);
const burst = "as many GET /users in a row as X-RateLimit-Limit says, and one more";

/**
 * What a user's own test would assert for each rule: the requests, and one line. A rule without an entry, which no fault
 * breaks, is shown by its sentence alone.
 */
export const assertions: Readonly<Record<string, Assertion>> = {
  // Every answer
  "documented-status": assert("POST /users with valid values; GET /users?page=9999", status(201)),
  "no-server-error": assert(
    "POST /users with [], with no body, with a null, with broken JSON, with letters of every script",
    isTrue("@status < 500", "@status < 500"),
  ),
  "media-type": assert(read, match("@header(Content-Type)", "^application\\/json(; charset=utf-8)?$")),
  "body-schema": assert("GET /users/{id}; the same of each user in a list and of a created one", userShape),
  "well-formed-json": assert("GET /users", isTrue("Array.isArray(@body)", "isinstance(@body, list)")),
  "header-types": assert("GET /users", match("@header(X-Pagination-Total)", "^\\d+$")),
  "required-headers": assert("GET /users?page=1", match("@header(X-Links-Next)", "page=2")),
  "empty-when-no-content": assert("DELETE /users/{id}", equal("@header(Content-Length)", "undefined")),
  "no-content-has-no-type": assert("DELETE /users/{id}", equal("@header(Content-Type)", "undefined")),
  "header-profile": assert(
    "each kind of answer: list, read, create, update, 204, 401, 404, 422 (names lists the headers recorded of it)",
    isTrue("names.every((name) => @headers[name] !== undefined)", "all(name in @headers for name in names)"),
  ),
  "header-forms": assert("GET /users", equal("@header(Content-Type)", '"application/json; charset=utf-8"')),
  "urls-share-one-base": assert(
    "POST /users and GET /users (base is the URL both were sent below)",
    isTrue("@header(X-Links-Current).startsWith(base)", "@header(X-Links-Current).startswith(base)"),
  ),
  "only-lists-have-pages": assert(read, equal("@header(X-Pagination-Total)", "undefined")),
  "etag-follows-content": assert(
    afterThat(`${read} (keep its ETag as etag)`, `PATCH /users/{id} and ${read}`),
    isTrue("@header(ETag) !== etag", "@header(ETag) != etag"),
  ),
  "not-modified-only-when-current": assert(`${read} with If-None-Match: "no-such-etag"`, status(200)),
  "private-answers-not-cacheable": assert(
    read,
    isTrue(
      '!/public|max-age=[1-9]/.test(@header(Cache-Control) ?? "")',
      'not re.search(r"public|max-age=[1-9]", @header(Cache-Control) or "")',
    ),
  ),
  "request-id-unique": assert(
    "two GET /users (keep the first X-Request-Id as first)",
    isTrue("@header(X-Request-Id) !== first", "@header(X-Request-Id) != first"),
  ),
  "simulated-answers-say-so": assert("GET /users?force_status=503", equal("@header(X-Simulated-Status)", '"503"')),
  "force-status-is-honoured": assert("GET /users?force_status=503", status(503)),
  ...ofRoadsAndParents,
  // Create
  "create-echoes-input": assert("POST /users with values of every kind: long, accented, with + and dots", sameAsSent),
  "ids-are-new": assert(
    "two POST /users, one after the other and at the same time",
    isTrue("@body.id !== first.id", '@body["id"] != first["id"]'),
  ),
  "ids-grow": assert(
    "two POST /users, one after the other",
    isTrue("@body.id > first.id", '@body["id"] > first["id"]'),
  ),
  "location-names-the-user": assert(
    "POST /users",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code of a test.
    isTrue("@header(Location).endsWith(`/users/${@body.id}`)", `@header(Location).endswith(f"/users/{@body['id']}")`),
  ),
  "valid-create-is-accepted": assert(
    "POST /users with each valid form of the values: capitals in gender and status, a plus in the e-mail, a long name",
    status(201),
  ),
  // Read
  "read-answers-the-id-asked": assert("GET /users/{id} of the created user", equal("@body.id", "created.id")),
  "public-users-read-as-listed": assert(
    "GET /users, then GET /users/{id} of one of them, without a token too",
    equal("@body", "listed"),
  ),
  "read-shows-last-write": assert(afterThat("PATCH /users/{id}", `${read}, several times`), sameAsSent),
  "records-stay": assert(afterThat("POST /users and other writes", read), status(200)),
  "unknown-id-answers-404": assert("GET /users/abc", status(404)),
  // Update
  "update-echoes-named-fields": assert(`${update}, with each field alone`, sameAsSent),
  "update-keeps-the-id": assert(update, equal("@body.id", "created.id")),
  "update-keeps-unnamed-fields": assert(
    `${update}, with one field, and with {}`,
    equal("@body", "{ ...created, ...sent }"),
  ),
  "valid-update-is-accepted": assert(
    `${update}, with each field alone, with {}, with capitals, with the e-mail it has`,
    status(200),
  ),
  "writes-touch-one-record": assert(
    "two POST /users, PATCH of the second, then GET /users/{id} of the first",
    equal("@body", "first"),
  ),
  // Delete
  "delete-answers-204": assert("DELETE /users/{id}", status(204)),
  "deleted-frees-email": assert(afterThat("DELETE /users/{id}", "POST /users with its e-mail"), status(201)),
  "deleted-is-gone": assert(
    afterThat("DELETE /users/{id}", "GET, PATCH, PUT and DELETE /users/{id}, by every caller"),
    status(404),
  ),
  "deleted-leaves-lists": assert(
    afterThat("DELETE /users/{id}", "GET /users?email={its e-mail} and GET /users?id={id}"),
    equal("@body", "[]"),
  ),
  // Validation
  "email-length-is-limited": assert("POST and PATCH with an e-mail of 201 characters", status(422)),
  "email-unique-on-create": assert("POST /users twice with one e-mail", status(422)),
  "email-unique-on-update": assert("PATCH and PUT /users/{id} with another user's e-mail", status(422)),
  "error-order": assert(
    "POST /users with {}",
    isTrue(
      '@body.map(({ field }) => field).join() === "email,name,gender,status"',
      '[error["field"] for error in @body] == ["email", "name", "gender", "status"]',
    ),
  ),
  "error-texts": assert("POST /users with a blank name", equal("@body[0].message", `"can't be blank"`)),
  "errors-name-the-broken-fields": assert(
    "POST /users with one broken field, with two, with all (their names, sorted, as broken)",
    isTrue(
      "@body.map(({ field }) => field).sort().join() === broken.join()",
      'sorted(error["field"] for error in @body) == broken',
    ),
  ),
  "invalid-input-is-refused": assert(
    "POST, PATCH and PUT with each value that is not valid: blank, malformed, too long, unknown",
    status(422),
  ),
  "own-email-is-not-taken": assert("PATCH /users/{id} with the e-mail it has", status(200)),
  "public-emails-are-taken": assert("POST, PATCH and PUT with the e-mail of a user in the public list", status(422)),
  "refused-write-changes-nothing": assert(
    afterThat("PATCH /users/{id} that answers 422", `${read}; after a refused POST, POST with its e-mail answers 201`),
    equal("@body", "created"),
  ),
  "valid-token-is-accepted": assert(
    "every request with the token, many times",
    isTrue("![401, 403].includes(@status)", "@status not in (401, 403)"),
  ),
  // Lists
  "page-holds-limit": assert("GET /users?per_page=5, of every page up to the last", equal("@body.length", "5")),
  "limit-header-is-page-size": assert(
    "GET /users?per_page=5 (10 without it, and above 100)",
    equal("@header(X-Pagination-Limit)", '"5"'),
  ),
  "pages-is-total-over-limit": assert(
    "GET /users?per_page=7",
    isTrue(
      "Number(@header(X-Pagination-Pages)) === Math.ceil(Number(@header(X-Pagination-Total)) / 7)",
      "int(@header(X-Pagination-Pages)) == -(-int(@header(X-Pagination-Total)) // 7)",
    ),
  ),
  "page-header-is-page-asked": assert("GET /users?page=2", equal("@header(X-Pagination-Page)", '"2"')),
  "links-follow-pages": assert(
    "GET /users?page=2 (and the first and the last page, where one neighbour is empty)",
    match("@header(X-Links-Next)", "page=3"),
  ),
  "beyond-the-end-is-empty": assert("GET /users?page=99999", equal("@body", "[]")),
  "newest-first": assert(
    "GET /users",
    isTrue(
      "@body.every((user, at, all) => at === 0 || all[at - 1].id > user.id)",
      '[user["id"] for user in @body] == sorted((user["id"] for user in @body), reverse=True)',
    ),
  ),
  "page-has-no-duplicates": assert(
    "GET /users?per_page=100",
    isTrue(
      "new Set(@body.map(({ id }) => id)).size === @body.length",
      'len({user["id"] for user in @body}) == len(@body)',
    ),
  ),
  "filter-matches-every-item": assert(
    "GET /users?gender=female, and so for name, email, status and two filters at once",
    every('user.gender === "female"', 'user["gender"] == "female"'),
  ),
  "list-shows-own-records": assert(afterThat("POST /users", "GET /users?email={its e-mail}"), lists("created.id")),
  "list-shows-current-values": assert(
    afterThat("PATCH /users/{id}", "GET /users?email={its e-mail}"),
    equal("@body[0]", "updated"),
  ),
  "total-counts-matches": assert(
    "GET /users?email={a part that three of your users share}, after each create and delete",
    equal("@header(X-Pagination-Total)", '"3"'),
  ),
  "genders-add-up": assert(
    "GET /users?gender=male, ?gender=female and without (their totals as male, female and all)",
    equal("male + female", "all"),
  ),
  "walk-yields-each-once": assert(
    "GET /users?email={a part that your users share}&per_page=2, of every page (all their ids as seen)",
    isTrue(
      "new Set(seen).size === created.length && seen.length === created.length",
      "sorted(seen) == sorted(user['id'] for user in created)",
    ),
  ),
  "next-page-goes-on": assert(
    "GET /users?per_page=50&page=1 and page=2 (the last id of the first as last)",
    isTrue("@body[0].id < last", '@body[0]["id"] < last'),
  ),
  // Identity
  "invalid-token-answers-401": assert(
    "every request with a wrong token: one letter more, other letter case, a missing id",
    status(401),
  ),
  "anonymous-create-answers-401": assert("POST /users without a token", status(401)),
  "private-user-hidden-from-anonymous": assert(
    "GET, PATCH, PUT and DELETE /users/{id} of your user without a token",
    status(404),
  ),
  "private-user-hidden-from-others": assert(
    "GET, PATCH, PUT and DELETE /users/{id} of your user with GOREST_SECOND_TOKEN",
    status(404),
  ),
  "lists-hide-private-users": assert(
    "GET /users?email={its e-mail} with GOREST_SECOND_TOKEN and without a token",
    listsNot("created.id"),
  ),
  "lists-count-public-users": assert(
    "GET /users?gender=female with a token, against the same without one (its total as anonymous)",
    isTrue("Number(@header(X-Pagination-Total)) >= anonymous", "int(@header(X-Pagination-Total)) >= anonymous"),
  ),
  "guests-are-answered": assert("GET /users without a token", status(200)),
  "unauthorized-texts": assert("GET /users with a wrong token", equal("@body.message", '"Invalid token"')),
  "not-found-text": assert("GET /users/1 that there is not", equal("@body.message", '"Resource not found"')),
  // Rate limit
  "unauthorized-has-no-budget": assert("GET /users without a token", equal("@header(X-RateLimit-Limit)", "undefined")),
  "rate-headers-on-token": assert(
    "every request with a token: a 404, a 422 and a DELETE too",
    match(remaining, "^\\d+$"),
  ),
  "limit-is-constant": assert(
    "several requests (the first X-RateLimit-Limit as limit)",
    equal("@header(X-RateLimit-Limit)", "limit"),
  ),
  "remaining-within-limit": assert(
    burst,
    isTrue(
      `Number(${remaining}) >= 0 && Number(${remaining}) <= Number(@header(X-RateLimit-Limit))`,
      `0 <= int(${remaining}) <= int(@header(X-RateLimit-Limit))`,
    ),
  ),
  "remaining-falls-with-use": assert(
    "ten requests within a second, reads and writes (Remaining of the first as before)",
    fallsByNine,
  ),
  "refusals-cost-too": assert(
    "ten GETs of a missing id within a second (Remaining of the first as before)",
    fallsByNine,
  ),
  "limit-is-enforced": assert(burst, status(429)),
  "too-many-requests-shape": assert(burst, equal(remaining, '"0"')),
  "reset-is-truthful": assert(`${burst}; wait X-RateLimit-Reset seconds, then GET /users`, status(200)),
  "retry-after-is-a-wait": assert(
    burst,
    isTrue(
      "!(Number(@header(Retry-After)) > 120)",
      'not (@header(Retry-After) or "").isdigit() or int(@header(Retry-After)) <= 120',
    ),
  ),
  "limited-write-changes-nothing": assert(`${burst}, the last a DELETE /users/{id}; wait, then ${read}`, status(200)),
  "budget-per-token": assert(
    "two requests with ten of the other token, and without one, in between (Remaining of the first as before)",
    isTrue(`Number(${remaining}) >= Number(before) - 1`, `int(${remaining}) >= int(before) - 1`),
  ),
  // Concurrency
  "records-linearizable": assert(
    "two PATCH /users/{id} of different fields at the same time, then GET /users/{id}",
    equal("@body", "{ ...created, ...first, ...second }"),
  ),
  "emails-linearizable": assert(
    "two POST /users with one e-mail at the same time (both statuses, sorted, as statuses)",
    equal("statuses", "[201, 422]"),
  ),
  "one-delete-wins": assert(
    "two DELETE /users/{id} at the same time (both statuses, sorted, as statuses)",
    equal("statuses", "[204, 404]"),
  ),
};
