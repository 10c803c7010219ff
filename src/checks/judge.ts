import type { OperationId } from "../contract/document.ts";
import type { Exchange, HistoryEvent, Sent } from "../contract/exchange.ts";
import { type Observation, type ObservedRequest, observeOutcome, observeRequest } from "../contract/observation.ts";
import { SlotMap } from "../contract/slot-map.ts";
import type { Verdict } from "../contract/verdict.ts";
import { createWorld, type World } from "../model/world.ts";
import { createBudgetTrail } from "./budget/budget-trail.ts";
import {
  asForeignAnswer,
  type Copied,
  followBudgetOwner,
  followCopies,
  followMarks,
  followRepeats,
} from "./intermediaries.ts";
import {
  type Call,
  callsOf,
  evaluate,
  type Rule,
  type RuleFailure,
  type Tally,
  tallyOf,
  View,
  verdictOf,
  withdraw,
} from "./rule.ts";

export interface Judge {
  /** Folds one event; returns the violations it brought to light, nearly always none. */
  event(event: HistoryEvent): readonly RuleFailure[];
  /** Ends the history: deferred violations are settled. Call once. */
  end(): readonly RuleFailure[];
  /** Each rule's word so far, in the order of the rules. */
  verdicts(): readonly Verdict[];
  readonly world: World;
  /** How many times a rule could judge so far, all rules together. */
  readonly evaluations: number;
  /** Called with every answer after the rules and before the world takes it in: for coverage and accounting. */
  onAnswer?: (view: View) => void;
}

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  /** Path of the target's base URL, such as /public/v2. */
  readonly basePath: string;
  /** Whether the e-mail can only be of this run. Default: of none that is known. */
  readonly isOurs?: (email: string) => boolean;
}

/** Which rules judge an answer, and which are only called with {@link RuleState.onSkipped}. */
interface ApplicableRules {
  readonly judging: readonly Call<View>[];
  readonly skipped: readonly Call<Observation>[];
}

interface RuleSelector {
  /** For an exchange that no rule can judge. */
  readonly none: ApplicableRules;
  /** @param special whether the answer is a gateway's or was simulated by the harness */
  of(operation: OperationId, status: number, special: boolean): ApplicableRules;
}

type ByStatus = Map<number, ApplicableRules>;

/** Works out once for each operation and status which rules apply. */
const createRuleSelector = (tallies: readonly Tally[]): RuleSelector => {
  const skippable = callsOf(tallies, ({ onSkipped }) => onSkipped);
  const none: ApplicableRules = { judging: [], skipped: skippable };
  const able = callsOf(tallies, ({ judge }) => judge);
  const known = { plain: new Map<OperationId, ByStatus>(), special: new Map<OperationId, ByStatus>() };

  const select = (operation: OperationId, status: number, special: boolean): ApplicableRules => {
    const judging = able.filter(
      ({ tally: { rule } }) =>
        (rule.on === undefined || rule.on.includes(operation)) &&
        (rule.statuses === undefined || rule.statuses.includes(status)) &&
        (!special || rule.includeGatewayResponses === true),
    );
    const chosen = new Set(judging.map(({ tally }) => tally));
    return { judging, skipped: skippable.filter(({ tally }) => !chosen.has(tally)) };
  };

  return {
    none,
    of: (operation, status, special) => {
      const byOperation = special ? known.special : known.plain;
      let byStatus = byOperation.get(operation);
      if (byStatus === undefined) {
        byStatus = new Map();
        byOperation.set(operation, byStatus);
      }
      let applicable = byStatus.get(status);
      if (applicable === undefined) {
        applicable = select(operation, status, special);
        byStatus.set(status, applicable);
      }
      return applicable;
    },
  };
};

const none: readonly RuleFailure[] = [];

const isBodiless = (status: number): boolean => status === 204 || status === 304;

/**
 * Judges a history by all rules at once, as it happens: constant work an event. A rule that throws is inconclusive from
 * then on and says why; it never stops the others.
 */
export const createJudge = ({ rules, basePath, isOurs = () => false }: JudgeOptions): Judge => {
  const fold = createWorld(isOurs);
  const { world } = fold;
  const trail = createBudgetTrail();
  const copiedFrom = followCopies();
  const repeats = followRepeats(isOurs);
  const isBare = followMarks();
  const tallies = rules.map(tallyOf);
  const onSent = callsOf(tallies, ({ sent }) => sent);
  const onBudget = callsOf(tallies, ({ budget }) => budget);
  const atEnd = callsOf(tallies, ({ end }) => end);
  const selector = createRuleSelector(tallies);
  const pending = new SlotMap<number, ObservedRequest>();
  let evaluations = 0;

  const budgetTallies = tallies.filter(({ rule }) => rule.clause === "rate limit");
  /** What was said of the budget before is taken back where its headers turn out to be a box's. */
  const withoutForeignBudget = followBudgetOwner(() => {
    for (const tally of budgetTallies)
      withdraw(tally, "a box may have written the rate-limit headers: guests have them too");
  });

  const takeSent = (sent: Sent): void => {
    const request = observeRequest(sent, basePath);
    pending.set(request.seq, request);
    repeats.sent(request, pending.size === 1);
    fold.sent(request);
    trail.sent(request);
    evaluate(onSent, request, world, undefined, []);
  };

  /** Has the rules judge an answer that they can read. @returns the rules that applied to the exchange */
  const judgeAnswer = (
    observation: Observation,
    exchange: Exchange,
    failures: RuleFailure[],
    copied: Copied | undefined,
  ): ApplicableRules => {
    const { answer, operation } = observation;
    if (answer === undefined || operation === undefined || exchange.gaps?.history !== undefined) return selector.none;
    // The rest of the body stands behind the end that its length gives: one fault, of the message and not of the JSON.
    const unread = answer.body.kind === "broken" || (answer.body.kind === "none" && !isBodiless(answer.status));
    if (answer.raw.overrun === true && unread) return selector.none;
    const view = new View(observation, world);
    const applicable = selector.of(operation.id, answer.status, answer.simulated || answer.fromGateway);
    const note =
      copied && `a copy of #${copied.of}, by its Date, X-Request-Id and budget: a cache, perhaps not the service's`;
    evaluations += evaluate(applicable.judging, view, world, exchange, failures, note);
    judge.onAnswer?.(view);
    return applicable;
  };

  const takeDone = (exchange: Exchange): readonly RuleFailure[] => {
    const request = pending.get(exchange.seq) ?? observeRequest(exchange, basePath);
    pending.delete(exchange.seq);
    const observed = withoutForeignBudget(observeOutcome(request, exchange));
    const copied = copiedFrom(observed);
    const isOther = repeats.done(observed, world) || copied?.allowed === true || isBare(observed);
    const observation = isOther ? asForeignAnswer(observed) : observed;
    const failures: RuleFailure[] = [];
    const { skipped } = judgeAnswer(observation, exchange, failures, copied);
    evaluations += evaluate(skipped, observation, world, exchange, failures);
    const step = trail.done(repeats.happens(observation) ? asForeignAnswer(observation) : observation);
    if (step !== undefined) evaluations += evaluate(onBudget, step, world, exchange, failures);
    fold.done(observation);
    return failures;
  };

  const judge: Judge = {
    world,
    get evaluations() {
      return evaluations;
    },
    event: (event) => {
      if (event.type === "done") return takeDone(event.exchange);
      takeSent(event.sent);
      return none;
    },
    end: () => {
      const failures: RuleFailure[] = [];
      evaluations += evaluate(atEnd, world, world, undefined, failures);
      return failures;
    },
    verdicts: () => tallies.map(verdictOf),
  };
  return judge;
};
