import type { User } from "../../contract/document.ts";
import { type Observation, type ObservedRequest, userOf } from "../../contract/observation.ts";
import { type UserField, userFields } from "../../contract/resources.ts";
import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import type { World } from "../../model/world.ts";
import { changedUnseen } from "../../model/writes.ts";
import { intervalDiagram, labelOf } from "../concurrency/interval-diagram.ts";
import {
  advance,
  createPartitions,
  type Model,
  type Partitions,
  type Timed,
  type Window,
} from "../concurrency/linearizability.ts";
import { quote } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

type Values = { readonly [field in UserField]: string };
/** Undefined: it is deleted. */
type State = Values | undefined;

interface Op extends Timed {
  readonly act:
    | { readonly kind: "read"; readonly user: Values }
    | { readonly kind: "miss" }
    | { readonly kind: "write"; readonly values: Partial<Values> }
    | { readonly kind: "delete" };
  readonly label: () => string;
}

const never = Number.POSITIVE_INFINITY;

/** @see facts 3.4, facts 3.5, facts 3.8: a partial update changes what it names; a deleted user is gone */
const recordModel: Model<State, Op> = {
  step: (state, { act, endUs }) => {
    switch (act.kind) {
      case "read":
        return state !== undefined && userFields.every((field) => state[field] === act.user[field]) ? [state] : [];
      case "miss":
        return state === undefined ? [state] : [];
      case "write":
        if (state === undefined) return endUs === never ? [state] : [];
        return [{ ...state, ...act.values }];
      case "delete":
        // How many of several deletions may succeed is the matter of one-delete-wins.
        return [undefined];
    }
  },
  key: (state) => (state === undefined ? "" : JSON.stringify(userFields.map((field) => state[field]))),
  isRead: ({ act }) => act.kind === "read" || act.kind === "miss",
};

const valuesOf = ({ name, email, gender, status }: User): Values => ({ name, email, gender, status });

/** What an update would store; undefined where an open question decides (outer blanks, other types). */
const intended = (fields: ObservedRequest["fields"]): Partial<Values> | undefined => {
  const values: { [field in UserField]?: string } = {};
  for (const field of userFields) {
    const value = fields?.[field];
    if (value === undefined) continue;
    if (typeof value !== "string" || value.trim() !== value) return undefined;
    values[field] = field === "gender" || field === "status" ? value.toLowerCase() : value;
  }
  return values;
};

type Read = Op["act"] | "nothing" | "unreadable";

/**
 * What an update shows of fields it did not name is not held against it here: a service may answer with the record as it
 * read it before the other update, and lose nothing. What it shows of fields it named is what it wrote.
 */
const actOf = (observation: Observation): { readonly act: Read; readonly certain: boolean } => {
  const { operation, answer, failure, fields, id } = observation;
  const op = operation?.id;
  const isWrite = op === "patchUser" || op === "putUser";
  const lost =
    failure !== undefined ? failure.maybeDone : answer.fromGateway || answer.simulated || answer.status >= 500;
  if (lost) {
    if (op === "deleteUser") return { act: { kind: "delete" }, certain: false };
    if (!isWrite) return { act: "nothing", certain: false };
    const values = intended(fields);
    return { act: values === undefined ? "unreadable" : { kind: "write", values }, certain: false };
  }
  if (answer === undefined) return { act: "nothing", certain: false };
  const { status } = answer;
  if (status === 404) return { act: { kind: "miss" }, certain: true };
  if (op === "deleteUser")
    return { act: status >= 200 && status < 300 ? { kind: "delete" } : "nothing", certain: true };
  if (status < 200 || status >= 300) return { act: "nothing", certain: true };
  const user = userOf(answer.body);
  if (op === "getUser") {
    return {
      act: user === undefined || user.id !== id ? "nothing" : { kind: "read", user: valuesOf(user) },
      certain: true,
    };
  }
  if (user === undefined || user.id !== id) {
    const values = intended(fields);
    return { act: values === undefined ? "unreadable" : { kind: "write", values }, certain: true };
  }
  const values: { [field in UserField]?: string } = {};
  for (const field of userFields) if (fields?.[field] !== undefined) values[field] = user[field];
  return { act: { kind: "write", values }, certain: true };
};

type Records = Partitions<number, State, Op>;

const isOurs = (request: ObservedRequest): request is ObservedRequest & { readonly id: number } =>
  request.id !== undefined && request.operation !== undefined && request.sent.gaps?.times !== true;

/** From here on nobody knows the record's values. */
const stop = (records: Records, id: number): void => {
  if (records.get(id) === undefined) records.begin(id, undefined);
  const partition = records.get(id);
  if (partition !== undefined) partition.stopped = true;
};

const shownBy = ({ act, label }: Op): string => (act.kind === "read" ? `${label()} ${quote(act.user)}` : label());

const settle = (window: Window<State, Op>): RuleOutcome | undefined => {
  const { partition, ops } = window;
  const [only] = ops;
  const overlapping = ops.length > 1;
  const { starts, contested } = partition;
  const last = ops.at(-1);
  if (starts === undefined || only === undefined || last === undefined) {
    // One read alone shows where to start from.
    if (!overlapping && only?.act.kind === "read") partition.starts = [{ state: only.act.user, left: [] }];
    return undefined;
  }
  const result = advance(recordModel, window, starts);
  if (result.kind === "undecided") {
    partition.starts = undefined;
    return inconclusive(result.reason);
  }
  if (result.kind === "linearizable") {
    if (overlapping) {
      const writes = ops.some((op) => !recordModel.isRead(op));
      if (writes) partition.contested = [...contested, ...ops].slice(-24);
      return writes ? holds : undefined;
    }
    if (only.act.kind !== "read") return undefined;
    partition.contested = [];
    return contested.length > 0 ? holds : undefined;
  }
  const seen = overlapping ? [...contested, ...ops] : [...contested, only];
  partition.starts = !overlapping && only.act.kind === "read" ? [{ state: only.act.user, left: [] }] : undefined;
  partition.contested = [];
  // The daily reset takes records at any moment.
  const reset: Op = {
    seq: 0,
    startUs: Math.min(...ops.map(({ startUs }) => startUs)),
    endUs: never,
    act: { kind: "delete" },
    label: () => "",
  };
  const onSkipped = ops.some(({ act }) => act.kind === "miss");
  const gone = starts.map(({ state, left }) => ({ state, left: [...left, reset] }));
  if (onSkipped && advance(recordModel, window, gone).kind === "linearizable") {
    partition.stopped = true;
    return overlapping || contested.length > 0
      ? inconclusive("a record vanished without a delete, as in the daily reset")
      : undefined;
  }
  // Without overlap it is the matter of the rules about reads.
  if (seen.length < 2) return undefined;
  const possible = starts.map(({ state }) => (state === undefined ? "deleted" : quote(state)));
  const culprit = overlapping ? ops.find((op) => !result.placed.includes(op)) : only;
  return violated(
    `an order of these requests that explains every answer, from ${[...new Set(possible)].slice(0, 3).join(" or ")}`,
    culprit === undefined ? "there is none" : `${shownBy(culprit)} fits in none`,
    [...new Set(seen.map(({ seq }) => seq))].sort((a, b) => a - b),
    intervalDiagram(seen),
  );
};

const done = (observation: Observation, records: Records, world: World): RuleOutcome | undefined => {
  const { answer, operation, exchange } = observation;
  if (operation?.id === "createUser") {
    const user = answer?.status === 201 && exchange.gaps === undefined ? userOf(answer.body) : undefined;
    if (user !== undefined) records.begin(user.id, [{ state: valuesOf(user), left: [] }]);
    return undefined;
  }
  if (!isOurs(observation)) return undefined;
  const owner = world.beliefs.get(observation.id)?.owner;
  const mine = owner !== undefined && owner !== "unknown" && owner === observation.token;
  const { act, certain } = mine ? actOf(observation) : { act: "nothing" as const, certain: false };
  const partition = records.get(observation.id);
  if (act === "unreadable" && partition !== undefined) partition.stopped = true;
  const op: Op | undefined =
    typeof act === "string"
      ? undefined
      : {
          seq: observation.seq,
          startUs: observation.sent.startUs,
          endUs: certain ? observation.endUs : never,
          act,
          label: labelOf(observation, observation.fields),
        };
  const window = records.done(observation.id, observation.seq, op);
  return window === undefined ? undefined : settle(window);
};

export const recordsLinearizable = statefulRule({
  id: "records-linearizable",
  sentence: "overlapping requests on one user have the effect of some order of them: no update is lost, none half seen",
  clause: "concurrency",
  level: "must",
  sources: ["guide G5", "facts 3.4", "facts 3.5", "facts 3.8"],
  includeGatewayResponses: true,
  start: (): Records => createPartitions<number, State, Op>(() => undefined),
  sent: (request, records) => {
    if (isOurs(request)) records.sent(request.id, request.seq);
    const unseen = changedUnseen(request);
    if (unseen !== undefined) stop(records, unseen);
  },
  judge: (view, records) => done(view, records, view.world),
  onSkipped: (observation, records, world) => done(observation, records, world),
});
