import { holds, type RuleOutcome } from "../../contract/verdict.ts";
import { createDeferredViolations, type DeferredViolations, violateOrDefer } from "../deferred-violation.ts";
import { quote, userIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

interface Made {
  readonly id: number;
  readonly seq: number;
  readonly atUs: number;
}

interface State {
  /** The user with the highest id that each caller has made. */
  readonly highest: Map<string, Made>;
  readonly deferred: DeferredViolations;
}

/**
 * Creates that overlap may be numbered either way, and a service that has dropped all data may count from anew: only what
 * the older user outlives is held against it.
 */
export const idsGrow = statefulRule({
  id: "ids-grow",
  sentence: "a user created later has a greater id",
  clause: "create",
  level: "must",
  sources: ["facts 1.2"],
  start: (): State => ({ highest: new Map(), deferred: createDeferredViolations() }),
  judge: (view, { highest, deferred }): readonly RuleOutcome[] => {
    const settled = deferred.settledBy(view);
    const user = view.operation?.id === "createUser" && view.answer.status === 201 ? userIn(view) : undefined;
    // The entries of a recording may be of many days, and of clocks that disagree.
    if (user === undefined || view.exchange.gaps?.before === true) return settled;
    const { id } = user;
    const before = highest.get(view.token);
    if (before === undefined || id > before.id) highest.set(view.token, { id, seq: view.seq, atUs: view.endUs });
    // The same id again is the matter of ids-are-new.
    if (before === undefined || id === before.id || view.sent.startUs < before.atUs) return settled;
    if (id > before.id) return [...settled, holds];
    const charge = { expected: `an id above ${quote(before.id)}`, received: `id ${quote(id)}` };
    return [
      ...settled,
      ...violateOrDefer(view, deferred, {
        sinceUs: view.endUs,
        settle: (alive, seq) => (alive.id === before.id ? { ...charge, seqs: [before.seq, view.seq, seq] } : undefined),
        otherwise: { ...charge, seqs: [before.seq, view.seq] },
      }),
    ];
  },
  end: ({ deferred }, world) =>
    deferred.atEnd(world, "ids began anew, perhaps because the service has dropped all data in between"),
});
