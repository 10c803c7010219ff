import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { intervalDiagram } from "../concurrency/interval-diagram.ts";
import { named, ownAlive } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";

interface Deletion {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly status: number;
  readonly label: () => string;
}

interface Burst {
  readonly open: Set<number>;
  /** Deletions since nothing was in flight. */
  ended: Deletion[];
  /** One of unknown outcome is among them, or was: it may be the one that won. */
  unknown: boolean;
  /** At some time in it the record certainly was there to be deleted. */
  alive: boolean;
}

type State = Map<string, Burst>;

const kept = 10_000;

const keyOf = (token: string, id: number): string => `${token} ${id}`;

const settle = ({ ended, unknown, alive }: Burst): RuleOutcome | undefined => {
  if (ended.length < 2) return undefined;
  const won = ended.filter(({ status }) => status >= 200 && status < 300);
  const [first, second] = won;
  if (first !== undefined && second !== undefined) {
    // One after the other is the matter of deleted-is-gone.
    const overlapping = won.some((a, at) =>
      won.slice(at + 1).some((b) => a.startUs <= b.endUs && b.startUs <= a.endUs),
    );
    if (!overlapping) return undefined;
    return violated(
      "one 204, and 404 to the others",
      `${won.length} of ${ended.length} deletions at once answered ${first.status}`,
      ended.map(({ seq }) => seq),
      intervalDiagram(ended),
    );
  }
  if (first !== undefined) return holds;
  return alive && !unknown && ended.every(({ status }) => status === 404)
    ? inconclusive("none of several deletions at once found the user, as after the daily reset")
    : undefined;
};

const finish = (state: State, key: string, seq: number): RuleOutcome | undefined => {
  const burst = state.get(key);
  if (burst === undefined || !burst.open.delete(seq) || burst.open.size > 0) return undefined;
  state.delete(key);
  return settle(burst);
};

const judge = (view: View, state: State): RuleOutcome | undefined => {
  if (view.id === undefined) return undefined;
  const key = keyOf(view.token, view.id);
  const burst = state.get(key);
  if (burst === undefined) return undefined;
  const { seq, endUs, sent, answer } = view;
  burst.alive ||= ownAlive(view);
  // A 429 or an error of the server says nothing of who won.
  if (answer.status >= 500) burst.unknown = true;
  else if (answer.status < 300 || answer.status === 404) {
    const name = named(view);
    burst.ended.push({
      seq,
      startUs: sent.startUs,
      endUs,
      status: answer.status,
      label: () => `#${seq} ${name} -> ${answer.status}`,
    });
  }
  return finish(state, key, seq);
};

export const oneDeleteWins = statefulRule({
  id: "one-delete-wins",
  sentence: "of several deletions of one user at once, one answers 204 and the others 404",
  clause: "concurrency",
  level: "must",
  sources: ["guide G5", "facts 3.8"],
  on: ["deleteUser"],
  start: (): State => new BoundedMap(kept),
  sent: (request, state) => {
    const { operation, id, token, seq, sent } = request;
    if (operation?.id !== "deleteUser" || id === undefined || sent.gaps?.times === true) return;
    const key = keyOf(token, id);
    const burst = state.get(key) ?? { open: new Set<number>(), ended: [], unknown: false, alive: false };
    burst.open.add(seq);
    state.set(key, burst);
  },
  judge,
  onSkipped: (observation, state) => {
    const { operation, id, token, seq } = observation;
    if (operation?.id !== "deleteUser" || id === undefined) return undefined;
    const burst = state.get(keyOf(token, id));
    if (burst !== undefined) burst.unknown = true;
    return finish(state, keyOf(token, id), seq);
  },
});
