import { holds, violated } from "../../contract/verdict.ts";
import { decided, ownAlive, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const invalidInputIsRefused = rule({
  id: "invalid-input-is-refused",
  sentence: "a write with a blank, malformed, overlong or out-of-range value answers 422",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 1.7", "facts 1.10", "facts 3.7", "facts 3.10", "facts 3.11"],
  on: ["createUser", "putUser", "patchUser"],
  judge: (view) => {
    const { prediction } = view;
    if (prediction === undefined || prediction.unknown !== undefined || !decided(view)) return undefined;
    // Uniqueness has rules of its own.
    const broken = prediction.errors.filter(({ message }) => !message.includes("taken"));
    if (broken.length === 0) return undefined;
    const reached =
      view.operation?.id === "createUser" ? view.token !== "anonymous" && view.token !== "invalid" : ownAlive(view);
    const { status, raw } = view.answer;
    // In an imported record the user's owner is unknown; that a bad value was accepted is wrong for anyone.
    if (!reached && !(view.token === "unknown" && status < 300)) return undefined;
    if (status === 422) return holds;
    if (status === 404) return undefined;
    const fields = broken.map(({ field }) => field).join(", ");
    return violated(`422 about ${fields}`, `${status} ${quote(raw.body)} to ${quote(view.fields)}`, [view.seq]);
  },
});
