import { holds, violated } from "../../contract/verdict.ts";
import { named, provesToken, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

/** Directives that let a cache give the answer to another caller, or give it later without revalidation. */
const cacheable = /(?:^|[\s,])(?:public(?=[\s,]|$)|immutable(?=[\s,]|$)|(?:s-maxage|max-age)\s*=\s*"?0*[1-9])/i;

export const privateAnswersNotCacheable = rule({
  id: "private-answers-not-cacheable",
  sentence: "an answer to a token may not be kept and shown again by a cache",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.4", "RFC 9111 3.5 and 5.2.2"],
  judge: (view) => {
    if (!provesToken(view)) return undefined;
    const control = view.answer.headers.get("cache-control");
    if (control === undefined || !cacheable.test(control)) return holds;
    return violated(
      "Cache-Control: max-age=0, private, must-revalidate, or no-cache",
      `Cache-Control: ${quote(control)} with ${view.answer.status} to ${named(view)}`,
      [view.seq],
    );
  },
});
