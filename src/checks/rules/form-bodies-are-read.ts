import { isUser } from "../../contract/document.ts";
import { headerOf } from "../../contract/exchange.ts";
import { userFields } from "../../contract/resources/users.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, ownAlive, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export const formBodiesAreRead = rule({
  id: "form-bodies-are-read",
  sentence: "an update with a form-encoded body does as one in JSON does",
  clause: "update",
  level: "observed",
  sources: ["facts 12.4"],
  on: ["patchUser", "putUser"],
  judge: (view) => {
    const { request } = view.sent;
    if (!formType.test(headerOf(request, "content-type") ?? "") || request.body === undefined) return undefined;
    const { status, body, raw } = view.answer;
    if (view.exchange.gaps !== undefined || status === 429 || status >= 500 || !ownAlive(view)) return undefined;
    const form = new URLSearchParams(request.body);
    const sent = userFields.flatMap((field) => {
      const value = form.get(field);
      // Whether a value is valid is judged of JSON; this one certainly is.
      return value !== null && /^[A-Z][A-Za-z ]{0,50}$/.test(value) && field === "name"
        ? [[field, value] as const]
        : [];
    });
    if (sent.length === 0 || sent.length !== [...form.keys()].length) return undefined;
    const user = body.kind === "json" && isUser(body.value) ? body.value : undefined;
    return status === 200 && user !== undefined && sent.every(([field, value]) => user[field] === value)
      ? holds
      : violated(`200 with ${quote(Object.fromEntries(sent))}`, `${status} ${quote(raw.body)} to ${named(view)}`, [
          view.seq,
        ]);
  },
});
