import { holds, violated } from "../../contract/verdict.ts";
import { decided, named, ownAlive, quote, surelyValid } from "../evidence.ts";
import { rule } from "../rule.ts";

export const validUpdateIsAccepted = rule({
  id: "valid-update-is-accepted",
  sentence: "valid values for some, all or none of the fields of one's own user answer 200, by PATCH and by PUT",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 3.4", "facts 3.5", "facts 3.6"],
  on: ["putUser", "patchUser"],
  judge: (view) => {
    const { status, raw } = view.answer;
    if (!ownAlive(view) || !decided(view) || status === 404 || !surelyValid(view)) return undefined;
    if (status === 200) return holds;
    return violated("200", `${status} ${quote(raw.body)} to ${named(view)} ${quote(view.fields)}`, [view.seq]);
  },
});
