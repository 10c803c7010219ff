import { holds, violated } from "../../contract/verdict.ts";
import { fieldErrorsIn, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const errorsNameTheBrokenFields = rule({
  id: "errors-name-the-broken-fields",
  sentence: "a 422 names exactly the fields that are broken, all of them at once and each once",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 4"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [422],
  judge: (view) => {
    const { prediction } = view;
    const errors = fieldErrorsIn(view);
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return undefined;
    // Nothing broken at all: the rules about valid writes speak.
    if (prediction.errors.length === 0 && prediction.open.size === 0) return undefined;
    const wanted = new Set<string>(prediction.errors.map(({ field }) => field));
    const allowed = new Set<string>([...wanted, ...prediction.open]);
    const got = errors.map(({ field }) => field);
    const complete = [...wanted].every((field) => got.includes(field));
    if (complete && got.every((field) => allowed.has(field)) && new Set(got).size === got.length) return holds;
    const open = prediction.open.size === 0 ? "" : `, perhaps ${[...prediction.open].join(", ")}`;
    return violated(
      `an error for ${[...wanted].join(", ") || "none"}${open}`,
      `errors for ${got.join(", ") || "no field"} to ${quote(view.fields)}`,
      [view.seq],
    );
  },
});
