import type { Exchange } from "../contract/exchange.ts";
import type { Answered, ObservedRequest } from "../contract/observation.ts";
import { visibilityOf } from "../model/belief.ts";
import type { Prediction } from "../model/validation.ts";
import type { World } from "../model/world.ts";
import type { View } from "./rule.ts";

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
