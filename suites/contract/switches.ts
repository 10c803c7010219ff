import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, findBy, ofCase } from "./steps.ts";

const missingUser = "/users/999999999999999999";
const others = [
  ["GET", "/users"],
  ["GET", missingUser],
  ["PUT", missingUser],
  ["DELETE", missingUser],
] as const;

/** The service misbehaves on request (facts 8.1): a client of it wants to know that this works, and that it does no harm. */
export const switchesMisbehave = property({
  id: "switches-misbehave",
  sentence: "with force_status the service answers as if a gateway had failed, and does nothing",
  clause: "every answer",
  turn: "first",
  cases: plainBody.map((fields): readonly Step[] => [
    create("x", { ...fields, status: "active" }),
    { do: "raw", as: "A", method: "POST", path: "/users?force_status=502", body: { fields } },
    {
      do: "raw",
      as: "A",
      method: "PATCH",
      path: "/users/{id}?force_status=502",
      of: "x",
      body: '{"name":"Not Really","status":"inactive"}',
    },
    findBy("A", [ofCase]),
    ...others.map(
      ([method, path]): Step => ({
        do: "raw",
        as: "A",
        method,
        path: `${path}?force_status=502`,
        ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
      }),
    ),
  ]),
});
