import type { OperationId } from "../contract/document.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Answered, Observation, ObservedRequest } from "../contract/observation.ts";
import type { RuleInfo, RuleOutcome } from "../contract/verdict.ts";
import { type Belief, type Visibility, visibilityOf } from "../model/belief.ts";
import type { Prediction } from "../model/validation.ts";
import type { World } from "../model/world.ts";
import type { TrailStep } from "./budget/budget-trail.ts";

/** An answered exchange with what the model knew when it arrived; the answer itself is not in the world yet. */
export interface View extends Answered {
  readonly world: World;
  /** What is believed of the record the path names, if this history knows it. */
  readonly belief: Belief | undefined;
  /** Whether the caller can see that record. */
  readonly visibility: Visibility;
  /** What the contract says of the values sent; only for creates and updates. Computed once, when first read. */
  readonly prediction: Prediction | undefined;
}

/** What a rule found in one answer: nothing to judge, one outcome, or one for each thing that it judged. */
export type Found = RuleOutcome | readonly RuleOutcome[] | undefined;

/** One rule at work on one history: what it wants to be called with; undefined, what it has no use for. */
export interface RuleState {
  readonly judge?: ((view: View) => Found) | undefined;
  /** Every request as it leaves, of any operation: for rules about overlap and budgets. */
  readonly sent?: ((request: ObservedRequest, world: World) => undefined) | undefined;
  /** Every finished exchange that `judge` is not given: it failed, a gateway spoke, another operation or status. */
  readonly onSkipped?: ((observation: Observation, world: World) => Found) | undefined;
  /** Every finished exchange of a token with a budget, whatever came of it, after `judge`: one trail serves all rules. */
  readonly budget?: ((step: TrailStep) => Found) | undefined;
  /** What is left to say when the history ends: deferred violations that nothing settled. */
  readonly end?: ((world: World) => readonly RuleOutcome[]) | undefined;
}

/** A sentence of the contract and the fold that judges a history by it. */
export interface Rule extends RuleInfo {
  /** Operations it judges; absent: all of the spec's. Answers to anything else never reach a rule. */
  readonly on?: readonly OperationId[];
  /** Statuses it judges; absent: all. */
  readonly statuses?: readonly number[];
  /** What no run can exercise it without. */
  readonly needs?: "second token";
  /** Also called for answers a gateway gave (HTML 502…) and for requests with `force_status`. Default no. */
  readonly includeGatewayResponses?: true;
  /** Starts a fresh fold. Its memory must stay bounded, and its work per answer must not grow with the history. */
  readonly createState: () => RuleState;
}

type About<Id extends string> = Omit<Rule, "createState" | "id"> & { readonly id: Id };

/** A rule that remembers nothing between answers. */
export const rule = <const Id extends string>({
  judge,
  ...about
}: About<Id> & { readonly judge: (view: View) => Found }): Rule & { readonly id: Id } => ({
  ...about,
  createState: () => ({ judge }),
});

/** A rule with a memory: `start` makes it, `judge` may change it, `end` says what is left. */
export const statefulRule = <const Id extends string, State>({
  start,
  judge,
  sent,
  onSkipped,
  budget,
  end,
  ...about
}: About<Id> & {
  readonly start: () => State;
  readonly judge?: (view: View, state: State) => Found;
  readonly sent?: (request: ObservedRequest, state: State, world: World) => void;
  readonly onSkipped?: (observation: Observation, state: State, world: World) => Found;
  readonly budget?: (step: TrailStep, state: State) => Found;
  readonly end?: (state: State, world: World) => readonly RuleOutcome[];
}): Rule & { readonly id: Id } => ({
  ...about,
  createState: () => {
    const state = start();
    return {
      judge: judge && ((view) => judge(view, state)),
      sent: sent && ((request, world) => void sent(request, state, world)),
      onSkipped: onSkipped && ((observation, world) => onSkipped(observation, state, world)),
      budget: budget && ((step) => budget(step, state)),
      end: end && ((world) => end(state, world)),
    };
  },
});

const isWrite = ({ operation }: ObservedRequest) =>
  operation?.id === "createUser" || operation?.id === "putUser" || operation?.id === "patchUser";

/**
 * An answer as rules see it. A class, for a getter in an object literal gives each object a shape of its own, and every
 * rule slow to read it.
 */
export class AnswerView implements View {
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
    const ofUsers = answered.operation?.resource === "users";
    this.belief = answered.id === undefined || !ofUsers ? undefined : world.beliefs.get(answered.id);
    this.visibility = this.belief === undefined ? "unknown" : visibilityOf(this.belief, answered.token);
  }

  get prediction(): Prediction | undefined {
    if (this.#prediction === undefined && isWrite(this)) this.#prediction = this.world.predict(this, this.endUs);
    return this.#prediction;
  }
}
