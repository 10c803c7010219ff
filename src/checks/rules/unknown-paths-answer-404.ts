import { unknownPath } from "../../contract/roads.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { statefulRule } from "../rule.ts";

/** Judges the one path, and what it ends, that is certainly no resource: others may be new. */
export const unknownPathsAnswer404 = statefulRule({
  id: "unknown-paths-answer-404",
  sentence: "a path that the service does not have answers 404",
  clause: "read",
  level: "must",
  sources: ["facts 3.15"],
  start: () => undefined,
  onSkipped: ({ answer, sent: { request }, seq }) => {
    if (answer === undefined || answer.fromGateway || answer.simulated || answer.status === 429) return undefined;
    // A token is looked at before the path, and a method that no route has may be refused for itself (facts 11.2).
    if (!request.url.includes(unknownPath) || request.method !== "GET" || request.token === "invalid") return undefined;
    const { pathname } = new URL(request.url);
    if (!pathname.endsWith(unknownPath)) return undefined;
    return answer.status === 404
      ? holds
      : violated("404", `${answer.status} to GET ${pathname} as ${request.token}`, [seq]);
  },
});
