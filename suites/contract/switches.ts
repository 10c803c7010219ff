import fc from "fast-check";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";

const nobody = "/users/999999999999999999";
const ways = [
  ["GET", "/users"],
  ["POST", "/users"],
  ["GET", nobody],
  ["PUT", nobody],
  ["PATCH", nobody],
  ["DELETE", nobody],
] as const;

/**
 * The service misbehaves on request (facts 8). A client of it wants to know that this works; no rule of the contract looks
 * at such an answer.
 */
export const switchesMisbehave = property({
  id: "switches-misbehave",
  sentence: "asked to, the service answers as if an edge had failed, and does nothing",
  clause: "every answer",
  turn: "first",
  cases: fc.constant(
    ways.map(
      ([method, path]): Step => ({
        do: "raw",
        as: "A",
        method,
        path: `${path}?force_status=502`,
        ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
      }),
    ),
  ),
});
