import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";
import { sameJson } from "../same-json.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const unauthorizedTexts = rule({
  id: "unauthorized-texts",
  sentence: 'a 401 says "Invalid token" to an unknown token and "Authentication failed" to a create without one',
  clause: "identity",
  level: "must",
  sources: ["facts 2.3", "facts 2.4", "facts 10.4"],
  statuses: [401],
  judge: (view) => {
    const { body, raw } = view.answer;
    const invalid = view.token === "invalid";
    const keyless = view.token === "anonymous" && view.operation?.action === "create" && !hasQueryToken(view);
    if ((!invalid && !keyless) || raw.cut === true || view.exchange.gaps?.body === true) return undefined;
    if (unspecifiedInputOf(view) !== undefined) return undefined;
    const wanted = { message: invalid ? "Invalid token" : "Authentication failed" };
    return body.kind === "json" && sameJson(body.value, wanted)
      ? holds
      : violated(quote(wanted), `${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
