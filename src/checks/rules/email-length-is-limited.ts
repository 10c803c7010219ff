import { holds, violated } from "../../contract/verdict.ts";
import { decided, fieldErrorsIn, hasToken, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const emailLengthIsLimited = rule({
  id: "email-length-is-limited",
  sentence: "an e-mail of more than 200 characters answers 422, is too long",
  clause: "validation",
  level: "observed",
  sources: ["facts 4 (one source)"],
  on: ["createUser"],
  judge: (view) => {
    const email = view.fields?.email;
    if (typeof email !== "string" || email.length <= 200 || !email.includes("@") || !hasToken(view) || !decided(view))
      return undefined;
    const error = fieldErrorsIn(view)?.find(({ field }) => field === "email");
    if (error?.message.includes("is too long") === true) return holds;
    return violated("422: is too long", `${view.answer.status} ${quote(view.answer.raw.body)}`, [view.seq]);
  },
});
