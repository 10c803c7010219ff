import { createJudge } from "../checks/judge.ts";
import type { Rule } from "../checks/rule.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Step } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import { removeUser } from "./clean-up.ts";
import { createLedger } from "./ledger.ts";
import type { RunContext, Session } from "./run-context.ts";
import { purposeOfRetry } from "./run-history.ts";
import type { Attempt, Attempted } from "./shrink.ts";
import { createStepContext } from "./step-context.ts";

/** Case numbers of repeated cases: far from those of a first run, so that their e-mails never meet. */
let nextCase = 100_000;

/**
 * Runs steps again as a case of their own, with a judge that knows nothing of what came before, and deletes what they
 * made.
 */
export const runAgain = async (
  session: Session,
  runContext: RunContext,
  rules: readonly Rule[],
  ruleId: string,
  steps: readonly Step[],
  allowance: number,
): Promise<Attempted> => {
  const basePath = new URL(session.target.baseUrl).pathname.replace(/\/$/, "");
  const judge = createJudge({ rules, basePath, isOurs: runContext.marker.isOurs });
  const ledger = createLedger();
  const exchanges: Exchange[] = [];
  const purpose = purposeOfRetry(ruleId);
  let broken = false;
  let taken = 0;
  const stop = session.transport.listen((event) => {
    if (event.type === "done" && event.exchange.purpose?.startsWith(purpose)) exchanges.push(event.exchange);
    ledger.event(event);
    broken ||= judge.event(event).some(({ rule }) => rule.id === ruleId);
  });
  const own: RunContext = { ...runContext, world: judge.world, etags: new Map(), pages: new Map() };
  let whole = true;
  try {
    const context = createStepContext(own, nextCase++, purpose, allowance);
    for (const step of steps) {
      await context.run(step);
      taken++;
      // What comes after the violation is no part of it.
      if (broken) break;
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    whole = false;
  }
  try {
    for (const { id, as } of [...ledger.open()].reverse())
      if (!own.publicIds.includes(id)) await removeUser(own, as, id, `${purpose}, cleanup`);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  } finally {
    stop();
  }
  judge.end();
  const violation = judge.verdicts().find(({ rule }) => rule === ruleId)?.first;
  // Of deleting what the steps made, only what shows the violation belongs to the story.
  const shown = exchanges.filter((each) => each.purpose === purpose || violation?.seqs.includes(each.seq));
  return {
    broken: violation !== undefined || (whole || broken ? false : undefined),
    steps: steps.slice(0, taken),
    exchanges: shown.sort((a, b) => a.seq - b.seq),
    ...defined({ violation }),
  };
};

/** Attempts of one finding. Sending it again as it was has an allowance of its own; making it smaller shares the other. */
export const attemptWith = (
  session: Session,
  runContext: RunContext,
  rules: readonly Rule[],
  ruleId: string,
  allowance: { readonly again: number; readonly smaller: number },
): Attempt => {
  let { again, smaller } = allowance;
  return async (steps, kind) => {
    const left = kind === "again" ? again : smaller;
    if (left <= 0) return { broken: undefined, steps, exchanges: [] };
    const before = runContext.budget.spent;
    const attempted = await runAgain(session, runContext, rules, ruleId, steps, left);
    const spent = runContext.budget.spent - before;
    if (kind === "again") again -= spent;
    else smaller -= spent;
    return attempted;
  };
};
