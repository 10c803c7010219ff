import { holds, violated } from "../../contract/verdict.ts";
import { decided, fieldErrorsIn, hasToken, ownAlive, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const emailLengthIsLimited = rule({
  id: "email-length-is-limited",
  sentence: "an e-mail of more than 200 characters answers 422, is too long",
  clause: "validation",
  level: "observed",
  // That an update has the same limits is known.
  sources: ["facts 1.8", "facts 3.7", "facts 4.5"],
  on: ["createUser", "putUser", "patchUser"],
  judge: (view) => {
    const email = view.fields?.email;
    if (typeof email !== "string" || email.length <= 200 || !email.includes("@") || !decided(view)) return undefined;
    if (view.operation?.id === "createUser" ? !hasToken(view) : !ownAlive(view) || view.answer.status === 404)
      return undefined;
    const error = fieldErrorsIn(view)?.find(({ field }) => field === "email");
    if (error?.message.includes("is too long") === true) return holds;
    return violated("422: is too long", `${view.answer.status} ${quote(view.answer.raw.body)}`, [view.seq]);
  },
});
