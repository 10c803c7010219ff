import type { User } from "../contract/document.ts";
import { type UserField, userFields } from "../contract/resources.ts";
import { type Belief, maySee, possible } from "../model/belief.ts";
import { quote, userIn } from "./evidence.ts";
import type { View } from "./rule.ts";

/** How a value that no answer should show may have come there. */
export type UnexplainedValue = {
  readonly field: UserField;
  readonly expected: string;
  readonly received: string;
} & (
  | { readonly cause: "refused write"; readonly seq: number; readonly status: number }
  | { readonly cause: "another record's write"; readonly seq: number }
  | { readonly cause: "lost or stale"; readonly seq: number }
);

interface Written {
  readonly seq: number;
  readonly id: number | undefined;
  readonly values: { readonly [name: string]: unknown };
}

const kept = 64;

/** The last writes of a history, for finding out whose value turned up where it does not belong. */
export interface RecentWrites {
  add(view: View): void;
  /** The last write to another record than this one that came after `seq`. */
  elsewhere(id: number, seq: number): Written | undefined;
  carrying(id: number, field: UserField, value: string): Written | undefined;
}

export const createRecentWrites = (): RecentWrites => {
  const writes: Written[] = [];
  return {
    add: (view) => {
      const op = view.operation?.id;
      if (op === "listUsers" || op === "getUser") return;
      writes.push({ seq: view.seq, id: view.id, values: view.fields ?? {} });
      if (writes.length > kept) writes.shift();
    },
    elsewhere: (id, seq) => writes.findLast((write) => write.id !== id && write.seq > seq),
    carrying: (id, field, value) => writes.findLast((write) => write.id !== id && write.values[field] === value),
  };
};

/** The first field of a shown user that has a value no write of this record could have left, and the likeliest cause. */
export const unexplainedValueIn = (
  view: View,
  belief: Belief,
  user: User,
  recent: RecentWrites,
  fields: readonly UserField[] = userFields,
): UnexplainedValue | undefined => {
  if (belief.weak) return undefined;
  for (const field of fields) {
    const register = belief.fields[field];
    const value = user[field];
    if (maySee(register, value, view.sent.startUs, view.endUs)) continue;
    const known = {
      field,
      expected: `${field} ${possible(register, view.sent.startUs, view.endUs).map(quote).join(" or ")}`,
      received: `${field} ${quote(value)}`,
    };
    const refused = belief.lastRefused;
    if (refused !== undefined && refused.fields.get(field) === value && refused.seq > belief.lastWriteSeq) {
      return { ...known, cause: "refused write", seq: refused.seq, status: refused.status };
    }
    const older = register.candidates.some((candidate) => candidate.value === value);
    const carrier = older ? undefined : recent.carrying(belief.id, field, value);
    if (carrier !== undefined) return { ...known, cause: "another record's write", seq: carrier.seq };
    // Read right since its own last write, wrong after a write elsewhere: that one did it.
    const elsewhere = older ? undefined : recent.elsewhere(belief.id, belief.lastSeenSeq);
    if (elsewhere !== undefined && belief.lastSeenSeq > belief.lastWriteSeq) {
      return { ...known, cause: "another record's write", seq: elsewhere.seq };
    }
    return { ...known, cause: "lost or stale", seq: belief.lastWriteSeq };
  }
  return undefined;
};

/** The user whom a read shows, with what is believed of it; undefined where its values can't be held against that. */
export const believedRead = (view: View): { readonly user: User; readonly belief: Belief } | undefined => {
  const user = userIn(view);
  const { belief } = view;
  if (view.operation?.id !== "getUser" || view.answer.status !== 200) return undefined;
  if (user === undefined || user.id !== view.id || belief === undefined || belief.weak) return undefined;
  return { user, belief };
};
