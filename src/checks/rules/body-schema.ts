import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

/** The longest e-mail rests on one source; a rule of its own observes it. */
const longEmail = /\/email must NOT have more than/;

export const bodySchema = rule({
  id: "body-schema",
  sentence: "each documented body has exactly the documented fields with values of their types",
  clause: "every answer",
  level: "must",
  sources: ["guide G2", "guide G6", "guide G9", "facts 1.1", "facts 1.2", "facts 1.3", "facts 1.6"],
  judge: (view) => {
    const { body, raw, spec, status } = view.answer;
    if (body.kind !== "json" || spec?.mediaType === undefined) return undefined;
    if (raw.cut === true || view.exchange.gaps?.body === true) return undefined;
    // The form of an odd refusal's text is open with its status; what is shown of a user is not.
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    const wrong = spec.checkBody(body.value);
    if (wrong === undefined) return holds;
    if (longEmail.test(wrong)) return undefined;
    return violated("the documented body", `${wrong} in ${quote(body.value)} with ${status} to ${named(view)}`, [
      view.seq,
    ]);
  },
});
