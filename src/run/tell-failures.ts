import { purposeOfRetry } from "./attributed-failure.ts";
import { type FoundFiles, findingOf } from "./finding.ts";
import type { ContractRun } from "./open-run.ts";
import type { Attempt } from "./shrink.ts";
import { attemptWith } from "./try-again.ts";

/** Runs the steps of a rule's failing case again, within what is left of the budget. */
const attemptFor = (run: ContractRun, ruleId: string, maySend: boolean): Attempt => {
  const { session, context, rules, history, limits, callers, options } = run;
  const room = Math.max(0, limits.budget.left() - callers.length);
  const smaller = Math.min(options.shrinkRequests ?? limits.shrinkRequests, room);
  const again = smaller === 0 || !maySend ? 0 : room;
  const attempt = attemptWith(session, context, rules, ruleId, { again, smaller: Math.min(again, smaller) });
  return (steps, kind) => {
    // Sent again, a case may break other rules too.
    history.expect(purposeOfRetry(ruleId), steps);
    return attempt(steps, kind);
  };
};

/**
 * Makes each failing case small, and a finding of it.
 * @param maySend false: nothing more is to be sent, so cases stay as they were
 */
export async function* tellFailures(run: ContractRun, maySend: boolean): AsyncGenerator<FoundFiles> {
  const { history, options, nonce } = run;
  const { exchanges: buffer, stepOf } = history;
  for (const failed of history.failures.values()) {
    const { id } = failed.failure.rule;
    run.report(`shrinking ${id}`);
    yield await findingOf(failed, {
      seed: options.seed,
      nonce,
      budget: options.budget,
      baseUrl: run.session.target.baseUrl,
      buffer,
      stepOf,
      verdicts: history.judge.verdicts(),
      attempt: attemptFor(run, id, maySend),
    });
  }
}
