import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, mostReturned, type TrailStep } from "./budget-trail.ts";

/** Two calls one after the other on one token, nothing of ours between them. */
interface Step {
  readonly from: Call;
  readonly to: Call;
  /** What came back between them: Remaining should have fallen by one. */
  readonly returned: number;
  /** Admitted calls of ours on the token before the first. */
  readonly before: number;
  /**
   * The most that came back in it as time goes by, on average; undefined: it was more than next to nothing, or in the step
   * before, which a lagging Remaining may show in it; or it goes on with what a log gives back, call for call, as it was spent.
   */
  readonly tightRefill: number | undefined;
}

/** More came back than any limiter gives back. */
export interface TooMuch {
  readonly returned: number;
  readonly calls: readonly Call[];
}

/** Which call of a step pays for what the step shows: the later one, or the earlier one where Remaining lags a call. */
type Payer = "later" | "earlier";

export interface BudgetReturns {
  /** The step a sequential call makes with the one before it, if it makes one. */
  add(step: TrailStep): Step | undefined;
  /**
   * Whether the steps that certain calls pay for show more coming back than any limiter gives back in that time: the
   * refill of a bucket, what had been spent before (it returns from a log), and one edge of a window, whatever its jump.
   * What others spend on the same token only hides returns, so it can't raise the alarm.
   */
  tooMuch(token: "A" | "B", windowS: number, payer: Payer, pays: (call: Call) => boolean): TooMuch | undefined;
  forget(token: "A" | "B"): void;
}

const longest = 400;
/** As little may come back in a tight step. */
const mostRefill = 0.25;
/** A burst of others that may return at the same moment from a log: it is not in the record, so allow for one. */
const unseen = 10;

/** What may come back from before: never more than had been spent. */
export const oldSpending = (limit: number, remaining: number, before: number): number =>
  Math.min(Math.max(0, limit - remaining - 1), before + unseen);

const isCharged = (step: Step, payer: Payer, pays: (call: Call) => boolean): boolean =>
  step.returned > 0 && pays(payer === "later" ? step.to : step.from);

export const createBudgetReturns = (): BudgetReturns => {
  const steps = new Map<"A" | "B", Step[]>();
  const last = new Map<"A" | "B", Call>();
  const tightBefore = new Set<"A" | "B">();
  const returning = new Set<"A" | "B">();

  return {
    add: ({ token, group, before, windowS, line }) => {
      if (group === undefined) return undefined;
      const previous = last.get(token);
      const [call] = group.calls;
      if (group.calls.length !== 1 || group.lost > 0 || call === undefined || !call.admitted) {
        last.delete(token);
        tightBefore.delete(token);
        returning.delete(token);
        return undefined;
      }
      last.set(token, call);
      if (previous === undefined || previous.limit !== call.limit) return undefined;
      const isTight = mostReturned(call.limit, windowS, call.endUs - previous.startUs) <= mostRefill;
      // Between the middles of both calls, on average.
      const apartUs = (call.endUs + call.startUs - previous.endUs - previous.startUs) / 2;
      const returned = Math.max(0, call.remaining - previous.remaining + 1);
      // A bucket gives nothing back at once.
      const old = line === undefined ? oldSpending(previous.limit, previous.remaining, before) : 0;
      const goesOn = returned > 0 && old > 1 && returning.has(token);
      const inIt =
        isTight && tightBefore.has(token) && !goesOn ? mostReturned(call.limit, windowS, apartUs) : undefined;
      if (isTight) tightBefore.add(token);
      else tightBefore.delete(token);
      if (returned > 0) returning.add(token);
      else returning.delete(token);
      const step = { from: previous, to: call, returned, before: Math.max(0, before - 1), tightRefill: inIt };
      const all = steps.get(token) ?? [];
      all.push(step);
      if (all.length > longest) all.shift();
      steps.set(token, all);
      return step;
    },
    tooMuch: (token, windowS, payer, pays) => {
      const all = steps.get(token) ?? [];
      const end = all.at(-1);
      if (end === undefined || !isCharged(end, payer, pays)) return undefined;
      let sum = 0;
      let jump = 0;
      const calls: Call[] = [];
      // Each earlier call may be where to count from: what had been spent by then may come back, nothing else may.
      for (let at = all.length - 1; at >= 0; at--) {
        const step = all[at];
        if (step === undefined || step.from.limit !== end.to.limit) break;
        const refill = mostReturned(end.to.limit, windowS, end.to.endUs - step.from.startUs);
        if (refill > longest) break;
        if (isCharged(step, payer, pays)) {
          sum += step.returned;
          jump = Math.max(jump, step.returned);
          calls.unshift(step.from, step.to);
        }
        const allowed = oldSpending(step.from.limit, step.from.remaining, step.before) + refill + 1;
        if (sum - jump > allowed) return { returned: sum, calls };
      }
      return undefined;
    },
    forget: (token) => {
      steps.delete(token);
    },
  };
};

/**
 * Calls that come to nothing when the budget is used up, and only then: a gateway's page or a closed connection, which might
 * be anybody's elsewhere, stands there for the 429. A gateway does not read budgets.
 */
interface UnlikeRefusals {
  add(step: TrailStep): RuleOutcome | undefined;
  end(): readonly RuleOutcome[];
}

interface Token {
  /** The least Remaining shown by the calls of late, and when that was last true. */
  left: number;
  atUs: number;
  /** Of the group that is still open. */
  failed: { readonly seqs: number[]; how: string };
}

const fewestFailed = 6;
const fewestGroups = 2;
/** Long enough for a request to come back at a small limit is not "used up". */
const freshUs = 1_000_000;

/** How it came to nothing; undefined: it did not. */
const howFailed = ({ observation: { answer, failure } }: TrailStep): string | undefined => {
  if (failure !== undefined) return failure.fault === "transport" && failure.maybeDone ? "no answer" : undefined;
  const unsigned = answer.fromGateway && !answer.simulated;
  return unsigned && (answer.status === 403 || answer.status === 429 || answer.status >= 500)
    ? `${answer.status} by a gateway`
    : undefined;
};

export const createUnlikeRefusals = (): UnlikeRefusals => {
  const tokens = new Map<string, Token>();
  const seqs: number[] = [];
  let groups = 0;
  let how = "";
  /** The service refused as it should, or a call failed while there was budget left. */
  let otherwise = false;

  return {
    add: (step) => {
      const token = tokens.get(step.token) ?? {
        left: Number.POSITIVE_INFINITY,
        atUs: 0,
        failed: { seqs: [], how: "" },
      };
      tokens.set(step.token, token);
      const failed = howFailed(step);
      if (failed !== undefined) {
        token.failed.seqs.push(step.observation.seq);
        token.failed.how = failed;
      }
      const { group } = step;
      if (group === undefined) return undefined;
      const served = group.calls.filter(({ admitted }) => admitted).map(({ remaining }) => remaining);
      if (served.length < group.calls.length) otherwise = true;
      if (served.length > 0) {
        token.left = Math.min(...served);
        token.atUs = group.endUs;
      }
      const { failed: here } = token;
      token.failed = { seqs: [], how: "" };
      if (here.seqs.length === 0) return undefined;
      if (token.left > 1 || group.startUs - token.atUs > freshUs) {
        // What may have come back meanwhile is unknown.
        if (token.left > 1) otherwise = true;
        return undefined;
      }
      token.atUs = group.endUs;
      groups++;
      how = here.how;
      seqs.push(...here.seqs.slice(0, 20));
      if (otherwise || groups < fewestGroups || seqs.length < fewestFailed) return undefined;
      const shown = seqs.splice(0, seqs.length);
      return violated("429 in JSON once the budget is used up", `${how} exactly then, ${shown.length} times`, shown);
    },
    end: () =>
      otherwise || seqs.length === 0
        ? []
        : [inconclusive(`the budget was used up and no 429 came, but ${how}, too seldom to say whose word it is`)],
  };
};
