import { createJudge } from "../checks/judge.ts";
import { rules as allRules } from "../checks/rules.ts";
import { defined } from "../contract/defined.ts";
import { type Ending, endingOf } from "../contract/ending.ts";
import type { PreflightFailure } from "../contract/token-watch.ts";
import { createMarker } from "../generators/marker.ts";
import type { Property } from "../generators/step.ts";
import { createWorld } from "../model/world.ts";
import { BudgetSpent, createDeadline, createRequestBudget, type Deadline, secondsFor, usualLimit } from "./budget.ts";
import type { ReplayFile } from "./finding.ts";
import { preflight } from "./preflight.ts";
import { createRunContext, type RunContext, type Session } from "./run-context.ts";
import { runContract } from "./run-contract.ts";
import { runAgain } from "./try-again.ts";

/** What became of a saved failure. */
export type ReplayVerdict =
  /** Broken every time. */
  | "same"
  /** It holds now. */
  | "fixed"
  /** Broken some of the times. */
  | "flaky"
  /** It could not be put to the test. */
  | "blocked"
  /** It was cut off. */
  | "interrupted";

export interface ReplayResult {
  readonly verdict: ReplayVerdict;
  readonly tries: number;
  readonly broken: number;
  readonly reason?: string;
}

export interface ReplayOptions {
  /** The embedded simulator anew for each try, so that all that was before is as it was; a service as it stands. */
  readonly open: () => Promise<Session & { close(): Promise<void> }>;
  /** Marks the records; the replay file's own on a simulator that is opened anew. */
  readonly nonce: string;
  /** All there are: those of the run that found it are taken by their ids. */
  readonly properties: readonly Property[];
  /** Requests at the most for the case alone. Default 300. */
  readonly most?: number;
  /** Called before the whole run is sent again, with the most requests that takes. */
  readonly onWhole?: (requests: number) => void;
  /** Seconds at the most in all. Default: what the requests take at the service's limit, and two windows. */
  readonly maxTimeS?: number | undefined;
  readonly signal?: AbortSignal;
}

const tries = 3;

/** How a case is tried again: how its records are marked, and with how many requests at the most. */
interface Again {
  readonly nonce: string;
  readonly most: number;
  readonly ending: Ending;
  readonly deadline: Deadline;
}

/** What deleting the records of one small case takes, with room to spare. */
const cleaningMs = 10_000;

/** The end of work that may send so many requests and take so many seconds. */
const endOf = ({ clock, pacer, target }: Session, requests: number, maxTimeS: number): Deadline => {
  const windowS = pacer?.view("A").windowS ?? 60;
  const deadline = createDeadline(clock, () => cleaningMs);
  const plausibleS = secondsFor(requests, target.assumedPerMinute ?? usualLimit, windowS) + 2 * windowS;
  deadline.endAfter(1000 * Math.min(maxTimeS, plausibleS));
  return deadline;
};

const unclear = ({ reached }: Deadline): string =>
  `${reached ? "out of time" : "the request budget ended"} before it was clear`;

/** Whether the rule is broken once more; a text: why that is unknown. */
type Tried = boolean | string;

const freshRunContext = (session: Session, { nonce, most, ending, deadline }: Again): RunContext => {
  const marker = createMarker(nonce);
  return createRunContext(session, {
    world: createWorld(marker.isOurs).world,
    marker,
    budget: createRequestBudget(most, () => 0),
    ending,
    deadline,
  });
};

/** What no case showed: the first questions of a run, which may show it by themselves. */
const tryQuestions = async (session: Session, { rule }: ReplayFile, again: Again): Promise<Tried> => {
  const runContext = freshRunContext(session, again);
  const basePath = new URL(session.target.baseUrl).pathname.replace(/\/$/, "");
  const judge = createJudge({ rules: allRules, basePath, isOurs: runContext.marker.isOurs });
  const stop = session.transport.listen((event) => {
    judge.event(event);
  });
  let unable: PreflightFailure | undefined;
  try {
    unable = await preflight(runContext, runContext.callers);
  } finally {
    stop();
  }
  const broken = judge.verdicts().some((verdict) => verdict.rule === rule && verdict.first !== undefined);
  return broken || (unable?.reason ?? false);
};

/** The smallest case, on fresh records, with a judge that knows nothing of what came before. */
const tryAlone = async (session: Session, replayable: ReplayFile, again: Again): Promise<Tried> => {
  if (replayable.steps.length === 0) return tryQuestions(session, replayable, again);
  const runContext = freshRunContext(session, again);
  if (runContext.callers.length === 1 && JSON.stringify(replayable.steps).includes('"as":"B"'))
    return "it needs a second token: set GOREST_SECOND_TOKEN";
  const unable = await preflight(runContext, runContext.callers);
  if (unable !== undefined) return unable.reason;
  const { broken } = await runAgain(session, runContext, allRules, replayable.rule, replayable.steps, again.most);
  return broken ?? unclear(again.deadline);
};

/** The run that found it, up to where it breaks the rule: some failures take all that came before. */
const tryWhole = async (
  session: Session,
  { rule: ruleId, seed, tried, properties: ids }: ReplayFile,
  budget: number,
  { nonce, properties: all, signal, maxTimeS }: ReplayOptions,
): Promise<Tried> => {
  const gone = ids?.find((id) => !all.some((property) => property.id === id));
  if (gone !== undefined) return `the run that found it drew from ${gone}, which is no property any more`;
  // Each takes its share of the budget: with more or fewer of them it would be another run.
  const properties = ids?.flatMap((id) => all.find((property) => property.id === id) ?? []) ?? all;
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  let broken = false;
  let fits = true;
  const { record } = await runContract(session, properties, {
    budget,
    seed,
    nonce,
    signal: stop.signal,
    ...defined({ maxTimeS, tried }),
    onPlan: (_rows, _limit, { requests }) => {
      fits = requests === budget;
    },
    onBroken: ({ rule }) => {
      if (rule.id !== ruleId) return;
      broken = true;
      stop.abort();
    },
  });
  signal?.removeEventListener("abort", onAbort);
  if (!broken && !fits && signal?.aborted !== true)
    return `there is no time for the run that found it, ${budget} requests`;
  if (broken || record.outcome !== "unable") return broken;
  return record.reason ?? "the run could not do its job";
};

/**
 * Sends a saved failure again, up to three times, and deletes what that made; where the case alone does not show it, the
 * run it was part of.
 */
export const replay = async (replayable: ReplayFile, options: ReplayOptions): Promise<ReplayResult> => {
  const blocked = (reason: string, done: number): ReplayResult => ({ verdict: "blocked", tries: done, broken, reason });
  let broken = 0;
  if (!allRules.some(({ id }) => id === replayable.rule)) return blocked(`no rule is called ${replayable.rule}`, 0);
  const { maxTimeS = Number.POSITIVE_INFINITY, most = 300 } = options;
  // Each time may be on a clock of its own.
  let tookS = 0;
  const opened = async (
    work: (session: Session, ends: Pick<Again, "ending" | "deadline">) => Promise<Tried>,
  ): Promise<Tried> => {
    const session = await options.open();
    const ending = endingOf(session.clock, options.signal);
    const deadline = endOf(session, most, maxTimeS - tookS);
    const startUs = session.clock.nowUs();
    try {
      return await work(session, { ending, deadline });
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      return unclear(deadline);
    } finally {
      tookS += (session.clock.nowUs() - startUs) / 1e6;
      ending.done();
      await session.close();
    }
  };
  for (let done = 0; done < tries; done++) {
    const tried = await opened((session, ends) =>
      tryAlone(session, replayable, { nonce: options.nonce, most, ...ends }),
    );
    if (options.signal?.aborted === true) return { verdict: "interrupted", tries: done, broken };
    if (typeof tried === "string") return blocked(tried, done);
    if (tried) broken++;
  }
  if (broken > 0) return { verdict: broken === tries ? "same" : "flaky", tries, broken };
  const { budget } = replayable;
  if (budget === undefined) return { verdict: "fixed", tries, broken };
  options.onWhole?.(budget);
  const tried = await opened((session) =>
    tryWhole(session, replayable, budget, {
      ...options,
      maxTimeS: options.maxTimeS === undefined ? undefined : maxTimeS - tookS,
    }),
  );
  if (options.signal?.aborted === true) return { verdict: "interrupted", tries, broken };
  if (typeof tried === "string") return blocked(tried, tries);
  return tried
    ? { verdict: "same", tries: 1, broken: 1, reason: "it takes the run that found it, which was sent again" }
    : { verdict: "fixed", tries, broken };
};
