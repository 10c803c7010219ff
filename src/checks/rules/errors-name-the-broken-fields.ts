import { holds, violated } from "../../contract/verdict.ts";
import { createDeferredViolations } from "../deferred-violation.ts";
import { fieldErrorsIn, quote } from "../evidence.ts";
import { statefulRule } from "../rule.ts";
import { expectsTaken, passedOver } from "../taken-emails.ts";

export const errorsNameTheBrokenFields = statefulRule({
  id: "errors-name-the-broken-fields",
  sentence: "a 422 names exactly the fields that are broken, all of them at once and each once",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 3.10", "facts 3.11", "facts 4.9"],
  start: createDeferredViolations,
  judge: (view, deferred) => {
    const proven = deferred.settledBy(view);
    const { prediction } = view;
    const errors = fieldErrorsIn(view);
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return proven;
    // Nothing broken at all: the rules about valid writes speak.
    if (prediction.errors.length === 0 && prediction.open.size === 0) return proven;
    const wanted = new Set<string>(prediction.errors.map(({ field }) => field));
    const allowed = new Set<string>([...wanted, ...prediction.open]);
    const got = errors.map(({ field }) => field);
    const missing = [...wanted].filter((field) => !got.includes(field));
    const sound = got.every((field) => allowed.has(field)) && new Set(got).size === got.length;
    if (missing.length === 0 && sound) return [...proven, holds];
    const open = prediction.open.size === 0 ? "" : `, perhaps ${[...prediction.open].join(", ")}`;
    const expected = `an error for ${[...wanted].join(", ") || "none"}${open}`;
    const received = `errors for ${got.join(", ") || "no field"} to ${quote(view.fields)}`;
    const onlyTaken = sound && missing.every((field) => field === "email") && expectsTaken(view);
    return onlyTaken
      ? [...proven, ...passedOver(view, deferred, expected, received)]
      : [...proven, violated(expected, received, [view.seq])];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was not called taken; the daily reset may have freed it"),
});
