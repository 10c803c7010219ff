import { createDeferredViolations } from "../deferred-violation.ts";
import { statefulRule } from "../rule.ts";
import { refuseTaken } from "../taken-emails.ts";

export const emailUniqueOnCreate = statefulRule({
  id: "email-unique-on-create",
  sentence: "no user is created with an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 4.6"],
  start: createDeferredViolations,
  judge: refuseTaken("createUser"),
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was given again; the daily reset may have freed it"),
});
