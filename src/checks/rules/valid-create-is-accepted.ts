import { holds, violated } from "../../contract/verdict.ts";
import { decided, hasToken, quote, surelyValid } from "../evidence.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const validCreateIsAccepted = rule({
  id: "valid-create-is-accepted",
  sentence: "a user with four valid values and a free e-mail is created and answers 201",
  clause: "create",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.7", "facts 1.9", "facts 3.1", "facts 3.9"],
  on: ["createUser"],
  judge: (view) => {
    if (!hasToken(view) || !decided(view) || !surelyValid(view)) return undefined;
    if (view.answer.status === 201) return holds;
    // Whether an id in the body is ignored or refused is open (facts 11.7 has it for updates only).
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    const received = `${view.answer.status} ${quote(view.answer.raw.body)} to ${quote(view.fields)}`;
    return violated("201 and the new user", received, [view.seq]);
  },
});
