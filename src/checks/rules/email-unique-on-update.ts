import { createDeferredViolations } from "../deferred-violation.ts";
import { statefulRule } from "../rule.ts";
import { refuseTaken } from "../taken-emails.ts";

export const emailUniqueOnUpdate = statefulRule({
  id: "email-unique-on-update",
  sentence: "no user is given an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 3.7", "facts 4.6"],
  start: createDeferredViolations,
  judge: refuseTaken("putUser", "patchUser"),
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was given again; the daily reset may have freed it"),
});
