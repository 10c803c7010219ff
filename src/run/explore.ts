import { type Exchange, type RequestSpec, statusOf } from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import { refusalsToProbe } from "../contract/token-watch.ts";
import { wholeLimit } from "../generators/commands/exhaust.ts";
import { priceOf, runStep } from "../generators/commands.ts";
import { hardKeysOf } from "../generators/hard-space.ts";
import type { Step, StepContext } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import { mostInARow } from "./failure-streak.ts";
import { createKeptRecords, type KeptRecords, withoutLastRemovals } from "./kept-records.ts";
import type { ContractRun } from "./open-run.ts";
import { cases, type PlannedCase, type PlanOptions, partOf } from "./plan.ts";
import { probeToken, refusedToken } from "./preflight.ts";
import { apiFor, sendFor } from "./run-context.ts";
import { purposeOf, sentinelRecord } from "./run-history.ts";
import { createStepContext } from "./step-context.ts";

const purpose = "asked again";
const mostTimes = 4;
/** Between two: an outage of a moment is over. */
const pauseMs = 250;

/** Headers that are part of what was requested, not of how it was sent. */
const meant = new Set(["accept", "content-type", "if-none-match"]);

/** The same request once more; undefined: it was sent in no way that can be repeated. */
const specOf = ({ request }: Exchange, baseUrl: string): RequestSpec | undefined => {
  const { method, url, token, body, headers } = request;
  if (token === "unknown" || !url.startsWith(`${baseUrl}/`)) return undefined;
  return {
    method,
    path: url.slice(baseUrl.length),
    as: token,
    headers: Object.fromEntries(headers.filter(([name]) => meant.has(name))),
    ...(body === undefined ? {} : { body }),
  };
};

/**
 * Sends what the service did not answer again, in turn with a plain list. Where only the list is answered, time after time, it is
 * the request that causes the error: then it is the application's, whoever signs it.
 */
const sendAgain = async ({ context, history, limits, report }: ContractRun): Promise<void> => {
  limits.enter("asking again");
  for (const request of history.unanswered.list()) {
    const spec = specOf(request, context.transport.baseUrl.replace(/\/$/, ""));
    if (spec === undefined) continue;
    report(purpose);
    for (let times = 0; times < mostTimes; times++) {
      const exchange = await sendFor(context, spec, purpose, false, 1);
      if (isServiceAnswer(exchange)) break;
      await apiFor(context, "A", purpose).GET("/users", { params: { query: { per_page: 1 } } });
      await context.transport.clock.sleep(pauseMs, context.ending.stop).catch(() => undefined);
    }
  }
};

const leastForSentinel = 40;

/** So many seconds may pass from when a case is drawn until it spends. */
const meanwhileS = 3;

/** What is left of the budget, and what comes back to it before a case that is drawn now could spend it. */
const spendable = ({ pacer }: ContractRun["session"]): number | undefined => {
  const { remaining, limit, windowS = 60 } = pacer?.view("A") ?? {};
  if (remaining === undefined || limit === undefined) return remaining;
  return limit <= wholeLimit ? limit : Math.min(limit, remaining + Math.floor((meanwhileS * limit) / windowS));
};

/** Whatever ends a part, cleaning up comes after it. */
const asFarAsAllowed = async (part: () => Promise<void>): Promise<void> => {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
};

/** Runs a step, and notes the hard values that it tried: what got no answer, or was refused, was not. */
const tryStep = async ({ context, tried }: ContractRun, own: StepContext, step: Step): Promise<void> => {
  const note = (what: Step): void => {
    for (const key of hardKeysOf(what)) tried.add(key);
  };
  if (step.do !== "exhaust") {
    await own.run(step);
    if (context.failureStreak.inARow === 0) note(step);
    return;
  }
  // Of these the budget allows only some: they are sent one after the other, as raw requests, and of the rest only HEAD is.
  const inputs = (step.between ?? []).values();
  const send: StepContext["send"] = async (request) => {
    const input = request.method === "HEAD" ? undefined : inputs.next().value;
    const exchange = await own.send(request);
    if (input !== undefined && statusOf(exchange) !== 429 && statusOf(exchange) !== 0) note(input);
    return exchange;
  };
  await runStep(step, { ...own, send });
};

const runSteps = async (run: ContractRun, own: StepContext, steps: readonly Step[]): Promise<void> => {
  const { history, context } = run;
  try {
    for (const [at, step] of steps.entries()) {
      if (context.ending.stop.aborted) return;
      history.atStep(at);
      await tryStep(run, own, step);
    }
  } finally {
    history.atStep(undefined);
  }
};

const createSentinel = async (run: ContractRun): Promise<void> => {
  if (run.options.budget < leastForSentinel) return;
  const { purpose, steps } = sentinelRecord;
  await runSteps(run, createStepContext(run.context, 0, purpose, steps.length), steps);
};

const runCase = async (run: ContractRun, { property, steps, price }: PlannedCase, caseNumber: number) => {
  const purpose = purposeOf(property.id, caseNumber);
  run.history.expect(purpose, steps);
  run.history.startCase(property.id);
  const kept = withoutLastRemovals(run, steps);
  await asFarAsAllowed(() => runSteps(run, createStepContext(run.context, caseNumber, purpose, price), kept));
};

/**
 * Whether a list, or a read of no user, is still answered: twelve creates, or lists, in a row that fail need not be the end of
 * the service.
 */
const answers = async ({ context }: ContractRun): Promise<boolean> => {
  await probeToken(context, "A", 0);
  if (context.failureStreak.inARow > 0) await probeToken(context, "A", 1);
  return context.failureStreak.inARow === 0;
};

/** Whether there is a reason to run no more cases, whatever they cost. */
const isOver = async (run: ContractRun): Promise<boolean> => {
  const { options, history, limits, context } = run;
  const atFirst = options.stopAtFirst === true && history.broken > 0;
  if (context.ending.stop.aborted) return true;
  // What breaks a rule may be a token that is accepted no longer.
  if ((await refusedToken(run, atFirst ? 1 : refusalsToProbe)) !== undefined || atFirst) return true;
  if (context.failureStreak.inARow >= mostInARow && !(await answers(run))) return true;
  return limits.outOfTime();
};

const exhausts = ({ steps }: PlannedCase): boolean => steps.some((step) => step.do === "exhaust");

/** The same where using up all of the service's budget is too dear, or it would not come back: what calls cost shows all the same. */
const pricesOnly = (each: PlannedCase): PlannedCase => {
  const steps = each.steps.map((step): Step => (step.do === "exhaust" ? { ...step, only: "prices" } : step));
  return { ...each, steps, price: priceOf(steps, 0) };
};

/** Priced by what is left now: a window may have ended in the wait. What is short of the price by little uses up what is left all the same. */
const priced = (each: PlannedCase, remaining: number | undefined, room: number): PlannedCase => {
  const price = Math.max(each.price, priceOf(each.steps, remaining));
  const least = priceOf(each.steps, 0) + (remaining ?? price);
  return { ...each, price: least <= room ? Math.min(price, room) : price };
};

const runCases = async (run: ContractRun, planOptions: PlanOptions, keptRecords: KeptRecords): Promise<void> => {
  const { limits, properties, context } = run;
  let caseNumber = 0;
  let passed = 0;
  for (const planned of cases({ ...planOptions, room: limits.budget.left() })) {
    let each = planned;
    const fits = () => each.price + keptRecords.reserve <= limits.budget.left();
    if (await isOver(run)) return;
    if (exhausts(each)) {
      // All of the service's budget is used up on purpose only where it is known to come back.
      if (fits()) await context.keepEnough?.(Number.POSITIVE_INFINITY);
      each = priced(each, planOptions.remaining?.(), limits.budget.left() - keptRecords.reserve);
      if (!fits()) each = pricesOnly(each);
    }
    each = partOf(each, limits.budget.left() - keptRecords.reserve);
    // Cheaper cases may still fit; once none of a whole round does, the budget is used.
    if (!fits()) {
      if (++passed > properties.length) return;
      continue;
    }
    limits.commit(each.price + keptRecords.reserve);
    run.report(each.property.id);
    const before = limits.budget.spent;
    await runCase(run, each, ++caseNumber);
    await asFarAsAllowed(() => keptRecords.list(run));
    // Nor does a case use it that may send nothing.
    passed = limits.budget.spent > before ? 0 : passed + 1;
    if (passed > properties.length) return;
  }
};

/** Runs cases of all properties, for as long as budget, time and the service allow. */
export const explore = async (run: ContractRun, planOptions: PlanOptions): Promise<void> => {
  await asFarAsAllowed(() => createSentinel(run));
  const remaining = () => spendable(run.session);
  const keptRecords = createKeptRecords();
  await asFarAsAllowed(() => runCases(run, { ...planOptions, remaining }, keptRecords));
  await asFarAsAllowed(() => keptRecords.end(run));
  await asFarAsAllowed(() => sendAgain(run));
};
