import { holds } from "../../contract/verdict.ts";
import { decided, quote } from "../evidence.ts";
import { rememberingRule } from "../rule.ts";
import { createSuspicions } from "../shown-alive.ts";
import { expectsTaken, passedOver } from "../taken-emails.ts";

export const emailUniqueOnCreate = rememberingRule({
  id: "email-unique-on-create",
  sentence: "no user is created with an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 4"],
  start: createSuspicions,
  judge: (view, suspicions) => {
    const proven = suspicions.settledBy(view);
    const { status, raw } = view.answer;
    const asks = view.operation?.id === "createUser";
    if (!asks || !decided(view) || !expectsTaken(view)) return proven;
    if (status === 422) return [...proven, holds];
    if (status >= 300) return proven;
    return [...proven, ...passedOver(view, suspicions, "422: has already been taken", `${status} ${quote(raw.body)}`)];
  },
  end: (suspicions, world) =>
    suspicions.atEnd(world, "an e-mail in use was given again; the daily reset may have freed it"),
});
