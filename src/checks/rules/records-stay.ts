import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { named, ownAlive, userIn } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";

interface Missing {
  readonly seq: number;
  readonly createdSeq: number;
  readonly text: string;
}

const kept = 32;

/**
 * A recording that begins somewhere proves one thing: ids are never given twice, so a record that its maker sees again was
 * there all the time.
 */
const cameBack = (view: View, absent: Map<number, Missing & { readonly endUs: number }>): RuleOutcome | undefined => {
  const { belief, id, seq, sent, endUs } = view;
  if (belief === undefined || id === undefined || !belief.weak || view.visibility !== "yes") return undefined;
  const { status } = view.answer;
  const before = absent.get(id);
  if (status === 404 && before === undefined && sent.startUs >= belief.createdUs) {
    if (absent.size < kept)
      absent.set(id, { seq, createdSeq: belief.createdSeq, text: `404 to ${named(view)}`, endUs });
    return undefined;
  }
  if (before === undefined || userIn(view)?.id !== id || status >= 300 || sent.startUs < before.endUs) return undefined;
  absent.delete(id);
  return violated("200: made before and seen again after", before.text, [before.createdSeq, before.seq, seq]);
};

/**
 * The service drops all data once a day, so one unexpected 404 proves nothing. It is a violation once something older
 * than the supposed reset is seen alive after it, or a second "reset" takes what was made since the first.
 */
export const recordsStay = statefulRule({
  id: "records-stay",
  sentence: "a created user is found under its id until its account deletes it",
  clause: "read",
  level: "must",
  sources: ["guide G4", "guide G5", "facts 2.7", "facts 5.12"],
  start: () => ({ missing: [] as Missing[], absent: new Map<number, Missing & { readonly endUs: number }>() }),
  judge: (view, state): readonly RuleOutcome[] | undefined => {
    const found: RuleOutcome[] = [];
    const back = cameBack(view, state.absent);
    if (back !== undefined) found.push(back);
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
