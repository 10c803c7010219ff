import type { Property } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import { cleanUp } from "./clean-up.ts";
import { type RunProgress, recordOf } from "./contract-record.ts";
import { explore } from "./explore.ts";
import { mostInARow } from "./failure-streak.ts";
import { type FoundFiles, findingOf } from "./finding.ts";
import { type ContractOptions, type ContractResult, type ContractRun, openRun } from "./open-run.ts";
import { type PlanOptions, type PlanRow, roomFor, shareOut } from "./plan.ts";
import { preflight, refusedToken } from "./preflight.ts";
import type { Session } from "./run-context.ts";
import { purposeOfRetry } from "./run-history.ts";
import type { Attempt } from "./shrink.ts";
import { attemptWith } from "./try-again.ts";

/** Shares out what there is time for, and reports the plan. */
const plan = (run: ContractRun, planOptions: PlanOptions): readonly PlanRow[] => {
  const { limits, callers, options, refill } = run;
  refill.begin();
  const time = limits.planTime();
  limits.keepTo(time);
  const rows = shareOut(planOptions, roomFor(time.requests, callers.length));
  options.onPlan?.(rows, planOptions.limit, time);
  return rows;
};

/** Why no property ran; undefined: one did. The run's own few requests put nothing to the test. */
const nothingRan = ({ history }: ContractRun, rows: readonly PlanRow[]): string | undefined => {
  for (const { cases } of history.accounts.values()) if (cases > 0) return undefined;
  const out = rows.find(({ reason }) => reason !== undefined);
  return `no property ran${out === undefined ? "" : `; ${out.property.id}: ${out.reason}`}`;
};

/** Why what was explored says too little of the service; undefined: it says enough. */
const reasonUnable = (run: ContractRun, rows: readonly PlanRow[]): string | undefined => {
  const { session, context, history } = run;
  const { inARow, last } = context.failureStreak;
  return inARow >= mostInARow
    ? `${session.transport.baseUrl} stopped answering usefully: ${inARow} times in a row ${last}`
    : (history.origins.tooManyForeign() ?? history.unanswered.reason() ?? nothingRan(run, rows));
};

/** Why a run ended before it was through; undefined: it was interrupted. */
const cutShort = ({ limits, context, options }: ContractRun): string | undefined => {
  if (limits.deadline.reached) return "out of time before anything could be put to the test";
  return context.ending.stop.aborted ? undefined : `a budget of ${options.budget} requests is too small to begin with`;
};

/** Where a token is accepted no longer, the run ends with what was judged before. */
const settleTokens = async (run: ContractRun, progress: RunProgress): Promise<void> => {
  const refused = await refusedToken(run);
  if (refused === undefined) return;
  run.history.withdraw(refused.as);
  progress.reason ??= refused.reason;
};

/** Requests that shrinking leaves for the last clean-up: a delete may fail, and a create that failed may have happened. */
const lastCleanUp = 6;

/** Runs the steps of a rule's failing case again, within what is left of the budget. */
const attemptFor = (run: ContractRun, ruleId: string, maySend: boolean): Attempt => {
  const { session, context, rules, history, limits, callers, options } = run;
  const room = Math.max(0, limits.budget.left() - callers.length - lastCleanUp);
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
async function* findingsOf(run: ContractRun, maySend: boolean): AsyncGenerator<FoundFiles> {
  const { history, options, nonce } = run;
  const { exchanges: buffer, stepOf } = history;
  for (const failed of history.failures.values()) {
    const { id } = failed.failure.rule;
    run.report(`shrinking ${id}`);
    yield await findingOf(failed, {
      seed: options.seed,
      nonce,
      budget: options.budget,
      properties: run.properties.map((property) => property.id),
      tried: options.tried,
      baseUrl: run.session.target.baseUrl,
      simulator: options.simulator,
      buffer,
      stepOf,
      verdicts: history.verdicts(),
      attempt: attemptFor(run, id, maySend),
    });
  }
}

/**
 * Puts the contract to the test within a budget: draws cases from the properties, has every rule judge every answer,
 * goes on after the first violation, makes failing cases small, and deletes all it made.
 */
export const runContract = async (
  session: Session,
  properties: readonly Property[],
  options: ContractOptions,
): Promise<ContractResult> => {
  const run = openRun(session, properties, options);
  const { history, limits, context, callers } = run;
  const found: FoundFiles[] = [];
  const progress: RunProgress = {
    reason: undefined,
    serviceAnswered: false,
    planOptions: {
      properties,
      seed: options.seed,
      hasSecondToken: callers.length > 1,
      limit: undefined,
      ...(options.tried?.chosenBy === "history" ? { tried: new Set(options.tried.before) } : {}),
    },
    rows: [],
    findings: [],
    cleaned: { left: [], cutShort: false },
  };
  try {
    const failure = await preflight(context, callers);
    progress.reason = failure?.reason;
    progress.serviceAnswered = failure?.spoken ?? true;
    if (failure === undefined) {
      progress.planOptions = { ...progress.planOptions, limit: context.limits.get("A") };
      progress.rows = plan(run, progress.planOptions);
      await explore(run, progress.planOptions);
      limits.enter("cleaning");
      await settleTokens(run, progress);
      progress.reason ??= reasonUnable(run, progress.rows);
      run.report("cleanup");
      await run.underWay.none(context.ending.over);
      progress.cleaned = await cleanUp(context, history.ledger, callers);
      await settleTokens(run, progress);
    }
    if (progress.serviceAnswered) {
      history.end();
      limits.enter("shrinking");
      for await (const files of findingsOf(run, progress.reason === undefined)) found.push(files);
      const { ledger } = history;
      if (ledger.open().length + ledger.unsure + ledger.hidden > 0)
        progress.cleaned = await cleanUp(context, history.ledger, callers);
      await settleTokens(run, progress);
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    progress.reason ??= cutShort(run);
  } finally {
    run.close();
  }
  const { ledger, failures } = history;
  const kept = found.filter(({ replayable }) => failures.has(replayable.rule));
  progress.findings = kept.map(({ finding }) => finding);
  return {
    target: session.info,
    record: recordOf(run, progress),
    replayables: kept.map(({ replayable }) => replayable),
    reproductions: new Map(
      kept.flatMap(({ replayable, reproduction }) =>
        reproduction === undefined ? [] : [[replayable.rule, reproduction] as const],
      ),
    ),
    whole: progress.cleaned.left.length === 0 && ledger.unsure + ledger.hidden === 0,
  };
};
