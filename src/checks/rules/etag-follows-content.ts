import { holds, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named, quote } from "../evidence.ts";
import { contentOperations } from "../operations.ts";
import { statefulRule } from "../rule.ts";
import { sameJson } from "../same-json.ts";

const mostCopies = 2000;
const longestBody = 64 * 1024;

interface Copy {
  readonly body: string;
  readonly value: unknown;
  readonly seq: number;
}

export const etagFollowsContent = statefulRule({
  id: "etag-follows-content",
  sentence: "two different contents of one URL never share an ETag",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.2", "RFC 9110 8.8.3"],
  on: contentOperations,
  statuses: [200],
  start: () => new BoundedMap<string, Copy>(mostCopies),
  judge: (view, copies) => {
    const { headers, body, raw } = view.answer;
    const tag = headers.get("etag");
    // Behind one redacted token there may be several callers, for whom only a user by id is the same.
    const same = view.token !== "unknown" || view.operation?.action === "get";
    if (tag === undefined || body.kind !== "json" || !same) return undefined;
    if (raw.cut === true || view.exchange.gaps?.body === true || raw.body.length > longestBody) return undefined;
    const key = `${view.token} ${view.sent.request.url} ${tag}`;
    const before = copies.get(key);
    copies.delete(key);
    copies.set(key, { body: raw.body, value: body.value, seq: view.seq });
    // A weak tag may stand for another writing of the same content.
    if (before === undefined || before.body === raw.body || sameJson(before.value, body.value)) return holds;
    return violated(
      "another ETag for another content",
      `${quote(tag)} for ${quote(before.value)} and for ${quote(body.value)} of ${named(view)}`,
      [before.seq, view.seq],
    );
  },
});
