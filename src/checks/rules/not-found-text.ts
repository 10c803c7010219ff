import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { recordOperations } from "../operations.ts";
import { rule } from "../rule.ts";
import { sameJson } from "../same-json.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

const wanted = { message: "Resource not found" };

export const notFoundText = rule({
  id: "not-found-text",
  sentence: 'a 404 for an id says "Resource not found"',
  clause: "identity",
  level: "must",
  sources: ["facts 3.2"],
  on: recordOperations,
  statuses: [404],
  judge: (view) => {
    const { body, raw } = view.answer;
    if (raw.cut === true || view.exchange.gaps?.body === true || unspecifiedInputOf(view) !== undefined)
      return undefined;
    return body.kind === "json" && sameJson(body.value, wanted)
      ? holds
      : violated(quote(wanted), `${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
