import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { leakIn } from "../lists/private-users.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const privateUserHiddenFromAnonymous = rule({
  id: "private-user-hidden-from-anonymous",
  sentence: "without a token a private user does not exist: every verb on its id answers 404",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.5", "facts 10.3", "facts 12.3"],
  on: ["getUser", "putUser", "patchUser", "deleteUser"],
  judge: (view) => {
    if (view.token !== "anonymous") return undefined;
    const leak = leakIn(view);
    if (leak === undefined) return undefined;
    if (leak === "kept") return holds;
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated(
      `404, for user ${leak.belief.id} is ${leak.belief.owner}'s alone`,
      `${leak.received} to ${named(view)}: ${quote(view.answer.raw.body)}`,
      [leak.belief.createdSeq, view.seq],
    );
  },
});
