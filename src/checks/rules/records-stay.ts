import { holds, inconclusive, type Outcome, violated } from "../../contract/verdict.ts";
import { named, ownAlive } from "../evidence.ts";
import { rememberingRule } from "../rule.ts";

interface Missing {
  readonly seq: number;
  readonly createdSeq: number;
  readonly text: string;
}

const kept = 32;

/**
 * The service drops all data once a day, so one unexpected 404 proves nothing. It is a violation once something older
 * than the supposed reset is seen alive after it, or a second "reset" takes what was made since the first.
 */
export const recordsStay = rememberingRule({
  id: "records-stay",
  sentence: "a created user is found under its id until its account deletes it",
  clause: "read",
  level: "must",
  sources: ["guide G4", "guide G5", "facts 2", "facts 5 (daily reset)"],
  start: () => ({ missing: [] as Missing[] }),
  judge: (view, state): readonly Outcome[] | undefined => {
    const found: Outcome[] = [];
    const { resets } = view.world;
    const explained = resets.length === 1 && resets[0]?.refuted === false;
    if (state.missing.length > 0 && resets.length > 0 && !explained) {
      for (const { createdSeq, seq, text } of state.missing)
        found.push(violated("200: created and never deleted", text, [createdSeq, seq]));
      state.missing.length = 0;
    }
    if (view.belief !== undefined && ownAlive(view)) {
      const { status } = view.answer;
      if (status === 404) {
        const missing = { seq: view.seq, createdSeq: view.belief.createdSeq, text: `404 to ${named(view)}` };
        if (state.missing.length < kept) state.missing.push(missing);
      } else if (status >= 200 && status < 300) found.push(holds);
    }
    return found.length === 0 ? undefined : found;
  },
  end: ({ missing }, world) =>
    missing.map(({ createdSeq, seq, text }) =>
      world.resets.length > 1 || world.resets.some(({ refuted }) => refuted)
        ? violated("200: created and never deleted", text, [createdSeq, seq])
        : inconclusive("own users vanished together, as in the daily reset"),
    ),
});
