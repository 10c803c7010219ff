import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const emptyWhenNoContent = rule({
  id: "empty-when-no-content",
  sentence: "204 and 304 have no body and announce none",
  clause: "every answer",
  level: "must",
  sources: ["guide G5", "facts 3.8", "RFC 9110 8.6 and 15.4.5"],
  statuses: [204, 304],
  judge: (view) => {
    const { raw, status, headers } = view.answer;
    if (raw.body !== "") return violated("no body", `${quote(raw.body)} with ${status} to ${named(view)}`, [view.seq]);
    const length = headers.get("content-length");
    // With 304 it is the length that a full answer would have.
    if (status !== 204 || length === undefined || /^\s*0\s*$/.test(length)) return holds;
    return violated("no body", `Content-Length: ${quote(length)} with 204 to ${named(view)}`, [view.seq]);
  },
});
