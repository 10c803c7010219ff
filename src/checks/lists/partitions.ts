import { BoundedMap } from "../../model/bounded-map.ts";
import {
  type Configuration,
  type Linearization,
  linearize,
  type Model,
  type Timed,
} from "../concurrency/linearizability.ts";

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
