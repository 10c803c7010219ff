import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, named, quote } from "../evidence.ts";
import { rule, type View } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

const receivedFrom = (view: View): string => `${view.answer.status} ${quote(view.answer.raw.body)} to ${named(view)}`;
const conditional = (name: string) => name === "if-none-match" || name === "if-modified-since";

export const documentedStatus = rule({
  id: "documented-status",
  sentence: "each answer has a status that the contract documents for the operation and the caller",
  clause: "every answer",
  level: "must",
  sources: [
    "guide G4",
    "guide G5",
    "guide G6",
    "guide G8",
    "facts 2.2",
    "facts 2.11",
    "facts 3.1",
    "facts 3.2",
    "facts 3.8",
    "facts 3.13",
  ],
  judge: (view) => {
    const { status, spec } = view.answer;
    if (status >= 500 && status < 600) return undefined;
    const { operation, token, sent, exchange } = view;
    if (status === 304) {
      // A saved record may lack the request header that caused it.
      if (exchange.gaps !== undefined || sent.request.headers.some(([name]) => conditional(name))) return holds;
      return violated("a full answer, for the request had no If-None-Match", receivedFrom(view), [view.seq]);
    }
    const refused = status >= 400;
    if (refused && unspecifiedInputOf(view) !== undefined) return spec === undefined ? undefined : holds;
    if (spec !== undefined) {
      // Reading needs no token. @see facts 2.2
      const reading = operation?.method === "GET" && token === "anonymous" && !hasQueryToken(view);
      if (status !== 401 || !reading) return holds;
      return violated("200 or 404: reading needs no token", receivedFrom(view), [view.seq]);
    }
    // A write to a public record: open (facts 11.4).
    const writing = view.idText !== undefined && operation?.method !== "GET";
    if (status === 403 && writing && view.belief === undefined) return undefined;
    const documented = [...(operation?.responses.keys() ?? [])].filter((one) => one < 500 && one !== 304);
    return violated(documented.join(", "), receivedFrom(view), [view.seq]);
  },
});
