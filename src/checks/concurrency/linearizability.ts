import { BoundedMap } from "../../model/bounded-map.ts";

/** One operation of a history: its request and answer, and when. */
export interface Timed {
  readonly seq: number;
  readonly startUs: number;
  /** Infinity: whether and when it happened is unknown. Then it may happen at any time after its start, or never. */
  readonly endUs: number;
}

/** A sequential specification. States are immutable. */
export interface Model<State, Op extends Timed> {
  /** What the object may be after the operation took effect with the answer it gave; empty: it can't have, here. */
  step(state: State, op: Op): readonly State[];
  /** Equal for equal states. */
  key(state: State): string;
  /** Whether the operation can never change a state. */
  isRead(op: Op): boolean;
}

/** A state a history may have left, with the operations of unknown outcome that may still happen. */
interface Configuration<State, Op extends Timed> {
  readonly state: State;
  readonly left: readonly Op[];
}

type Linearization<State, Op extends Timed> =
  | { readonly kind: "linearizable"; readonly ends: readonly Configuration<State, Op>[] }
  /** `placed`: the longest order that could be found, for showing how far it goes. */
  | { readonly kind: "not linearizable"; readonly placed: readonly Op[] }
  | { readonly kind: "undecided"; readonly reason: string };

interface LinearizeOptions {
  /** Configurations searched before giving up. Default 50,000. */
  readonly most?: number;
}

interface Node<State> {
  /** Operations placed so far, a bit each. */
  readonly done: bigint;
  readonly state: State;
  readonly parent: Node<State> | undefined;
  readonly op: number;
  readonly depth: number;
}

/** Most windows hold one operation that nothing overlapped: where it can leave but one state there is no order to search. */
const linearizeAlone = <State, Op extends Timed>(
  model: Model<State, Op>,
  [start, otherStart]: readonly Configuration<State, Op>[],
  [op, otherOp]: readonly Op[],
): Linearization<State, Op> | undefined => {
  if (start === undefined || otherStart !== undefined || start.left.length > 0) return undefined;
  if (op === undefined || otherOp !== undefined || op.endUs === Number.POSITIVE_INFINITY) return undefined;
  const after = model.step(start.state, op);
  if (after.length > 1) return undefined;
  return after.length === 0
    ? { kind: "not linearizable", placed: [] }
    : { kind: "linearizable", ends: after.map((state) => ({ state, left: [] })) };
};

/**
 * Whether the operations of one window can be put in one order that the model allows and that keeps every operation after
 * all that ended before it began. Wing and Gong's search, with the memoisation of Lowe (as in porcupine): a set of placed
 * operations together with a state is searched once. All ends are found, so that the next window can start from them.
 *
 * Intervals are closed: an operation that begins at the microsecond another ends at overlaps it.
 * @param starts states the object may be in before the window, each with operations of unknown outcome from earlier
 * @see Wing and Gong, Testing and Verifying Concurrent Objects (1993); https://github.com/anishathalye/porcupine
 * @internal
 */
export const linearize = <State, Op extends Timed>(
  model: Model<State, Op>,
  starts: readonly Configuration<State, Op>[],
  ops: readonly Op[],
  { most = 50_000 }: LinearizeOptions = {},
): Linearization<State, Op> => {
  const alone = linearizeAlone(model, starts, ops);
  if (alone !== undefined) return alone;
  const earlier = new Map(starts.flatMap(({ left }) => left.map((op) => [op.seq, op] as const)));
  const all = [...earlier.values(), ...ops.filter(({ seq }) => !earlier.has(seq))].sort(
    (a, b) => a.startUs - b.startUs || a.seq - b.seq,
  );
  const bits = all.map((_, at) => 1n << BigInt(at));
  const certain = all.reduce(
    (set, op, at) => (op.endUs === Number.POSITIVE_INFINITY ? set : set | (bits[at] ?? 0n)),
    0n,
  );
  const seen = new Set<string>();
  const stack: Node<State>[] = [];
  const push = (node: Node<State>): void => {
    const key = `${node.done.toString(36)} ${model.key(node.state)}`;
    if (seen.has(key)) return;
    seen.add(key);
    stack.push(node);
  };
  for (const { state, left } of starts) {
    // What this start has already seen happen must not happen again.
    const over = all.reduce(
      (set, op, at) => (earlier.has(op.seq) && !left.some(({ seq }) => seq === op.seq) ? set | (bits[at] ?? 0n) : set),
      0n,
    );
    push({ done: over, state, parent: undefined, op: -1, depth: 0 });
  }

  const ends = new Map<string, Configuration<State, Op>>();
  let deepest: Node<State> | undefined;
  while (stack.length > 0) {
    if (seen.size > most) return { kind: "undecided", reason: `more than ${most} orders to try` };
    const node = stack.pop();
    if (node === undefined) break;
    if (deepest === undefined || node.depth > deepest.depth) deepest = node;
    if ((node.done & certain) === certain) {
      const left = all.filter((_, at) => (node.done & (bits[at] ?? 0n)) === 0n);
      const key = `${model.key(node.state)} ${left.map(({ seq }) => seq).join()}`;
      ends.set(key, { state: node.state, left });
      // What may happen later is left to later windows.
      continue;
    }
    // Nothing may come before an operation that ended before it began.
    let firstEndUs = Number.POSITIVE_INFINITY;
    for (const [at, op] of all.entries()) {
      if (op.startUs > firstEndUs) break;
      if ((node.done & (bits[at] ?? 0n)) === 0n && op.endUs < firstEndUs) firstEndUs = op.endUs;
    }
    const next: Node<State>[] = [];
    for (const [at, op] of all.entries()) {
      if (op.startUs > firstEndUs) break;
      const bit = bits[at] ?? 0n;
      if ((node.done & bit) !== 0n) continue;
      const after = model
        .step(node.state, op)
        .map((state) => ({ done: node.done | bit, state, parent: node, op: at, depth: node.depth + 1 }));
      // A read that fits here could do no better later, and nothing needs to come before it: no other branch is needed.
      const settled = after.length > 0 && model.isRead(op);
      if (settled) next.length = 0;
      next.push(...after);
      if (settled) break;
    }
    for (const after of next) push(after);
  }
  if (ends.size > 0) return { kind: "linearizable", ends: [...ends.values()] };
  const placed: Op[] = [];
  for (let node = deepest; node?.parent !== undefined; node = node.parent) {
    const op = all[node.op];
    if (op !== undefined) placed.unshift(op);
  }
  return { kind: "not linearizable", placed };
};

/** One object of a history: a record, an e-mail. */
interface Partition<State, Op extends Timed> {
  /** Requests about it in flight. */
  readonly open: Set<number>;
  /** What ended since nothing was in flight. */
  ops: Op[];
  /** What it may be; undefined: unknown, until an answer shows it. */
  starts: readonly Configuration<State, Op>[] | undefined;
  /** Operations that overlapped, no read having shown since what they left. */
  contested: readonly Op[];
  /** It is judged no more, for a reason outside the contract. */
  stopped: boolean;
}

/** Everything of one object between two moments when nothing about it was in flight. */
export interface Window<State, Op extends Timed> {
  readonly partition: Partition<State, Op>;
  readonly ops: readonly Op[];
}

export interface Partitions<Key, State, Op extends Timed> {
  get(key: Key): Partition<State, Op> | undefined;
  sent(key: Key, seq: number): void;
  /** An exchange has ended; with the operation it was, if it was one. Returns the window it closes. */
  done(key: Key, seq: number, op: Op | undefined): Window<State, Op> | undefined;
  /** Makes the object known, or known anew. */
  begin(key: Key, starts: readonly Configuration<State, Op>[] | undefined): void;
}

const mostPartitions = 10_000;
/** More requests of unknown outcome than this on one object, and it is given up. */
const mostLeft = 6;
const mostOps = 400;

/** Cuts a history by object and at the moments when nothing about the object is in flight. */
export const createPartitions = <Key, State, Op extends Timed>(
  first: (key: Key) => readonly Configuration<State, Op>[] | undefined,
): Partitions<Key, State, Op> => {
  const all = new BoundedMap<Key, Partition<State, Op>>(mostPartitions, {
    isHeld: ({ open }) => open.size > 0,
  });
  const fresh = (key: Key, starts: readonly Configuration<State, Op>[] | undefined): Partition<State, Op> => {
    const partition = { open: new Set<number>(), ops: [], starts, contested: [], stopped: false };
    all.set(key, partition);
    return partition;
  };
  return {
    get: (key) => all.get(key),
    sent: (key, seq) => {
      (all.get(key) ?? fresh(key, first(key))).open.add(seq);
    },
    done: (key, seq, op) => {
      const partition = all.get(key);
      if (partition === undefined || !partition.open.delete(seq)) return undefined;
      if (op !== undefined) partition.ops.push(op);
      if (partition.ops.length > mostOps) {
        // Never quiet: nothing can be cut.
        partition.stopped = true;
        partition.ops = [];
      }
      if (partition.open.size > 0) return undefined;
      const { ops } = partition;
      partition.ops = [];
      return ops.length === 0 || partition.stopped ? undefined : { partition, ops };
    },
    begin: (key, starts) => {
      const partition = all.get(key);
      if (partition === undefined) fresh(key, starts);
      else Object.assign(partition, { starts, contested: [], ops: [] });
    },
  };
};

/** Runs a window through the model, and leaves the partition where the window ends if it is linearizable. */
export const advance = <State, Op extends Timed>(
  model: Model<State, Op>,
  { partition, ops }: Window<State, Op>,
  starts: readonly Configuration<State, Op>[],
): Linearization<State, Op> => {
  const result = linearize(model, starts, ops);
  if (result.kind === "linearizable") {
    const tooMany = result.ends.some(({ left }) => left.length > mostLeft);
    partition.starts = tooMany ? undefined : result.ends;
  }
  return result;
};
