import type { OperationId } from "../contract/document.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { HistoryEvent } from "../contract/history.ts";
import { type Answered, type ObservedRequest, observeOutcome, observeRequest } from "../contract/observation.ts";
import type { RuleOutcome, Verdict, Violation } from "../contract/verdict.ts";
import { inconclusive } from "../contract/verdict.ts";
import { visibilityOf } from "../model/belief.ts";
import type { Prediction } from "../model/validation.ts";
import { createWorld, type World } from "../model/world.ts";
import { createBudgetTrail } from "./budget/budget-trail.ts";
import type { Found, Rule, RuleState, View } from "./rule.ts";

/** A violation as it happened. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly violation: Violation;
  /** The answer that brought it to light; undefined at the end of the history. */
  readonly exchange: Exchange | undefined;
}

interface Tally {
  readonly rule: Rule;
  readonly state: RuleState;
  exercised: number;
  violations: number;
  inconclusive: number;
  first: Violation | undefined;
  reason: string | undefined;
}

/** The rules that are given an answer, and those that are told of it all the same. */
interface Audience {
  readonly looking: readonly Tally[];
  readonly missing: readonly Tally[];
}
/** Worked out once for each status. */
type Audiences = Map<number, Audience>;

export interface Judge {
  /** Folds one event; returns the violations it brought to light, nearly always none. */
  event(event: HistoryEvent): readonly RuleFailure[];
  /** Ends the history: what was only suspected is settled. Call once. */
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
  /** Whether nobody but this run can ever use the e-mail. Default: nobody is sure. */
  readonly isOurs?: (email: string) => boolean;
}

const none: readonly RuleFailure[] = [];
const isWrite = (view: ObservedRequest) =>
  view.operation?.id === "createUser" || view.operation?.id === "putUser" || view.operation?.id === "patchUser";

/** A class, for a getter in an object literal gives each object a shape of its own, and every rule a slow look at it. */
class Seen implements View {
  readonly sent: View["sent"];
  readonly seq: number;
  readonly operation: View["operation"];
  readonly idText: View["idText"];
  readonly id: View["id"];
  readonly query: View["query"];
  readonly token: View["token"];
  readonly fields: View["fields"];
  readonly body: View["body"];
  readonly forced: View["forced"];
  readonly exchange: Exchange;
  readonly endUs: number;
  readonly answer: View["answer"];
  readonly world: World;
  readonly belief: View["belief"];
  readonly visibility: View["visibility"];
  #prediction: Prediction | undefined;

  constructor(answered: Answered, world: World) {
    this.sent = answered.sent;
    this.seq = answered.seq;
    this.operation = answered.operation;
    this.idText = answered.idText;
    this.id = answered.id;
    this.query = answered.query;
    this.token = answered.token;
    this.fields = answered.fields;
    this.body = answered.body;
    this.forced = answered.forced;
    this.exchange = answered.exchange;
    this.endUs = answered.endUs;
    this.answer = answered.answer;
    this.world = world;
    this.belief = answered.id === undefined ? undefined : world.beliefs.get(answered.id);
    this.visibility = this.belief === undefined ? "unknown" : visibilityOf(this.belief, answered.token);
  }

  get prediction(): Prediction | undefined {
    if (this.#prediction === undefined && isWrite(this)) this.#prediction = this.world.predict(this, this.endUs);
    return this.#prediction;
  }
}

/**
 * Judges a history by all rules at once, as it happens: constant work an event. A rule that throws is inconclusive from
 * then on and says why; it never stops the others.
 */
export const createJudge = ({ rules, basePath, isOurs = () => false }: JudgeOptions): Judge => {
  const fold = createWorld(isOurs);
  const { world } = fold;
  const tallies: readonly Tally[] = rules.map((rule) => ({
    rule,
    state: rule.createState(),
    exercised: 0,
    violations: 0,
    inconclusive: 0,
    first: undefined,
    reason: undefined,
  }));
  const listeners = tallies.filter(({ state }) => state.sent !== undefined);
  const spenders = tallies.filter(({ state }) => state.budget !== undefined);
  const trail = createBudgetTrail();
  const nobody: Audience = {
    looking: [],
    missing: tallies.filter(({ state }) => state.onSkipped !== undefined),
  };
  let evaluations = 0;
  const pending = new Map<number, ObservedRequest>();
  const audiences = { plain: new Map<OperationId, Audiences>(), special: new Map<OperationId, Audiences>() };

  const audienceOf = (operation: OperationId, status: number, special: boolean): Audience => {
    const byOperation = special ? audiences.special : audiences.plain;
    let byStatus = byOperation.get(operation);
    if (byStatus === undefined) {
      byStatus = new Map();
      byOperation.set(operation, byStatus);
    }
    let audience = byStatus.get(status);
    if (audience === undefined) {
      const looking = tallies.filter(
        ({ rule, state }) =>
          state.judge !== undefined &&
          (rule.on === undefined || rule.on.includes(operation)) &&
          (rule.statuses === undefined || rule.statuses.includes(status)) &&
          (!special || rule.includeGatewayResponses === true),
      );
      audience = { looking, missing: nobody.missing.filter((tally) => !looking.includes(tally)) };
      byStatus.set(status, audience);
    }
    return audience;
  };

  const count = (tally: Tally, outcome: RuleOutcome, exchange: Exchange | undefined, judged: RuleFailure[]): void => {
    tally.exercised++;
    evaluations++;
    if (outcome.kind === "inconclusive") {
      tally.inconclusive++;
      tally.reason ??= outcome.reason;
    } else if (outcome.kind === "violated") {
      tally.violations++;
      tally.first ??= outcome;
      judged.push({ rule: tally.rule, violation: outcome, exchange });
    }
  };
  const countAll = (tally: Tally, found: Found, exchange: Exchange | undefined, judged: RuleFailure[]): void => {
    if (found === undefined) return;
    if ("kind" in found) count(tally, found, exchange, judged);
    else for (const outcome of found) count(tally, outcome, exchange, judged);
  };
  const askAll = (
    asked: readonly Tally[],
    find: (state: RuleState) => Found,
    exchange: Exchange | undefined,
    judged: RuleFailure[],
  ): void => {
    for (const tally of asked) {
      try {
        countAll(tally, find(tally.state), exchange, judged);
      } catch (error) {
        count(tally, crashed(error), exchange, judged);
      }
    }
  };
  const crashed = (error: unknown): RuleOutcome =>
    inconclusive(`the rule itself failed: ${error instanceof Error ? error.message : String(error)}`);

  const judge: Judge = {
    world,
    get evaluations() {
      return evaluations;
    },
    event: (event) => {
      if (event.type === "sent") {
        const request = observeRequest(event.sent, basePath);
        pending.set(request.seq, request);
        fold.sent(request);
        trail.sent(request);
        askAll(listeners, (state) => void state.sent?.(request, world), undefined, []);
        return none;
      }
      const { exchange } = event;
      const request = pending.get(exchange.seq) ?? observeRequest(exchange, basePath);
      pending.delete(exchange.seq);
      const observation = observeOutcome(request, exchange);
      const judged: RuleFailure[] = [];
      let audience = nobody;
      if (
        observation.answer !== undefined &&
        observation.operation !== undefined &&
        exchange.gaps?.history === undefined
      ) {
        const view = new Seen(observation, world);
        const special = observation.answer.simulated || observation.answer.fromGateway;
        audience = audienceOf(observation.operation.id, observation.answer.status, special);
        askAll(audience.looking, (state) => state.judge?.(view), exchange, judged);
        judge.onAnswer?.(view);
      }
      askAll(audience.missing, (state) => state.onSkipped?.(observation, world), exchange, judged);
      const step = trail.done(observation);
      if (step !== undefined) {
        askAll(spenders, (state) => state.budget?.(step), exchange, judged);
      }
      fold.done(observation);
      return judged;
    },
    end: () => {
      const judged: RuleFailure[] = [];
      askAll(tallies, (state) => state.end?.(world), undefined, judged);
      return judged;
    },
    verdicts: () =>
      tallies.map((tally) => ({
        rule: tally.rule.id,
        kind:
          tally.violations > 0
            ? "violated"
            : tally.exercised === 0
              ? "not exercised"
              : // One good look is enough to say it holds; looks that could not decide are counted beside it.
                tally.inconclusive === tally.exercised
                ? "inconclusive"
                : "holds",
        exercised: tally.exercised,
        violations: tally.violations,
        inconclusive: tally.inconclusive,
        ...(tally.first === undefined ? {} : { first: tally.first }),
        ...(tally.reason === undefined ? {} : { reason: tally.reason }),
      })),
  };
  return judge;
};
