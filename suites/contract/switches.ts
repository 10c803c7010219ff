import fc from "fast-check";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import { property, type Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, findBy, ofCase } from "./steps.ts";

const missingUser = "/users/999999999999999999";
/** Each verb and each kind of caller. */
const others: readonly (readonly [as: TokenAlias, method: string, path: string])[] = [
  ["anonymous", "GET", missingUser],
  ["invalid", "PUT", missingUser],
  ["anonymous", "DELETE", missingUser],
  ["A", "PATCH", missingUser],
];
/** Those of the application and its gateways. No 429, which would make a careful client wait. */
const statuses = [401, 403, 404, 409, 422, 500, 502, 503];

/** The service misbehaves on request (facts 8.1): a client of it wants to know that this works, and that it does no harm. */
export const switchesMisbehave = property({
  id: "switches-misbehave",
  sentence:
    "with force_status the service answers as if it had failed and does nothing, and with delay it answers later",
  clause: "every answer",
  turn: "first",
  cases: fc
    .record({
      fields: plainBody,
      first: fc.nat(statuses.length - 1),
      ignored: fc.constantFrom("200", "201", "999", "abc"),
      // More than the service waits at the most; the tour has one that is kept as it is.
      delay: fc.constantFrom(5001, 6000, 8000),
      bad: fc.constantFrom("abc", "-50", "0"),
    })
    .map(({ fields, first, ignored, delay, bad }): readonly Step[] => [
      create("x", { ...fields, status: "active" }),
      { do: "raw", as: "A", method: "POST", path: "/users?force_status=502", body: { fields } },
      {
        do: "raw",
        as: "A",
        method: "PATCH",
        path: `/users/{id}?force_status=${statuses[first]}`,
        of: "x",
        body: '{"name":"Not Really","status":"inactive"}',
      },
      findBy("A", [ofCase]),
      { do: "raw", as: "A", method: "GET", path: "/users?force_status=503" },
      ...others.map(
        ([as, method, path], at): Step => ({
          do: "raw",
          as,
          method,
          path: `${path}?force_status=${statuses[(first + at + 1) % statuses.length]}`,
          ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
        }),
      ),
      { do: "raw", as: "A", method: "GET", path: `/users/{id}?force_status=${ignored}`, of: "x" },
      { do: "raw", as: "A", method: "GET", path: `/users/{id}?delay=${delay}`, of: "x" },
      { do: "raw", as: "anonymous", method: "GET", path: `/users?per_page=1&delay=${bad}` },
    ]),
});
