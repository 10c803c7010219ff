import { headerOf } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule, type View } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

const knownCoding = /^(\s*(identity|gzip|x-gzip|deflate|br)?\s*(,|$))*$/i;

const asksForXml = ({ sent: { request } }: View): boolean =>
  /\.xml$/i.test(new URL(request.url).pathname) || /\bxml\b/i.test(headerOf(request, "accept") ?? "");

const context = (view: View): string => `${view.answer.status} to ${named(view)}`;

export const wellFormedJson = rule({
  id: "well-formed-json",
  sentence: "a body that is or should be JSON is whole, well-formed JSON in UTF-8",
  clause: "every answer",
  level: "must",
  sources: ["guide G1", "guide G2", "RFC 8259 2 and 8.1"],
  judge: (view) => {
    const { body, raw, spec, headers, mediaType } = view.answer;
    if (raw.cut === true || view.exchange.gaps?.body === true) return undefined;
    // A coding that the recorder cannot undo leaves bytes, not text.
    if (!knownCoding.test(headers.get("content-encoding") ?? "")) return undefined;
    if (body.kind === "broken") {
      // What is XML, and was to be, may have its media type from a gateway.
      if (raw.body.startsWith("<") && asksForXml(view)) return undefined;
      // Without a Content-Type, and requested in an odd way, it may be no JSON at all.
      if (mediaType === undefined && unspecifiedInputOf(view) !== undefined) return undefined;
      return violated("well-formed JSON", `${quote(raw.body)} with ${context(view)}: ${quote(body.why)}`, [view.seq]);
    }
    if (body.kind === "none") {
      if (spec?.mediaType !== "application/json" || unspecifiedInputOf(view) !== undefined) return undefined;
      return violated("a JSON body", `no body with ${context(view)}`, [view.seq]);
    }
    if (body.kind !== "json") return undefined;
    return raw.mangled === true && mediaType !== undefined
      ? violated("UTF-8", `bytes that are none in ${quote(raw.body)} with ${context(view)}`, [view.seq])
      : holds;
  },
});
