import { holds, violated } from "../../contract/verdict.ts";
import { hasToken, named, quote } from "../evidence.ts";
import { leakIn } from "../lists/private-users.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const privateUserHiddenFromOthers = rule({
  id: "private-user-hidden-from-others",
  sentence: "for another account a private user does not exist: every verb on its id answers 404",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.7"],
  needs: "second token",
  judge: (view) => {
    if (!hasToken(view) || view.operation?.id === "listUsers") return undefined;
    const leak = leakIn(view);
    if (leak === undefined) return undefined;
    if (leak === "kept") return holds;
    // Whether the token is accepted at all is another rule's.
    if (view.answer.status === 401) return undefined;
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated(
      `404, for user ${leak.belief.id} is ${leak.belief.owner}'s alone`,
      `${leak.received} to ${named(view)}: ${quote(view.answer.raw.body)}`,
      [leak.belief.createdSeq, view.seq],
    );
  },
});
