import { holds, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { quote, requestIdOf } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

const kept = 10_000;

export const requestIdUnique = statefulRule({
  id: "request-id-unique",
  sentence: "no two answers have the same X-Request-Id",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.5"],
  start: () => new BoundedMap<string, number>(kept),
  judge: (view, seen) => {
    const id = requestIdOf(view);
    if (id === undefined) return undefined;
    // A cache's copy of an earlier answer says so, and is that answer (RFC 9111 section 5.1).
    if (view.answer.headers.get("age") !== undefined) return undefined;
    const earlier = seen.get(id);
    if (earlier !== undefined) return violated("an id of its own", `${quote(id)} again`, [earlier, view.seq]);
    seen.set(id, view.seq);
    return holds;
  },
});
