import type { OperationId, User } from "../contract/document.ts";
import { type UserField, userFields } from "../contract/resources.ts";
import { holds, type RuleOutcome } from "../contract/verdict.ts";
import { type Belief, maySee, possible } from "../model/belief.ts";
import { type DeferredViolation, type DeferredViolations, violateOrDefer } from "./deferred-violation.ts";
import { decided, quote, userIn } from "./evidence.ts";
import type { View } from "./rule.ts";

/** How a value that no answer should show may have come there. */
type UnexplainedValue = {
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
    const refused = belief.refused.findLast(
      ({ seq, fields: values }) => seq > belief.lastWriteSeq && values.get(field) === value,
    );
    if (refused !== undefined) {
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

/** Whether the model is sure that the e-mail sent is another user's. */
export const expectsTaken = (view: View): boolean =>
  view.prediction?.errors.some(({ message }) => message.includes("taken")) === true;

/**
 * An answer passed over a user who has the e-mail. The daily reset may have taken that user unseen: it is proven once
 * a record as old as its last read has been seen.
 */
export const passedOver = (
  view: View,
  deferred: DeferredViolations,
  expected: string,
  received: string,
): readonly RuleOutcome[] => {
  const email = view.fields?.email;
  if (typeof email !== "string") return [];
  const holder = view.world.emails.holder(email, view.sent.startUs, view.endUs, view.id);
  if (holder === undefined) return [];
  const { createdSeq } = holder;
  // Made while this was in flight, the holder may be younger than the reset.
  const asOldUs = Math.min(holder.lastSeenUs, view.sent.startUs);
  const charge = { expected, received, seqs: [...new Set([createdSeq, view.seq])] };
  const deferredViolation: DeferredViolation = {
    sinceUs: view.endUs,
    settle: (alive, seq) =>
      alive.createdUs > asOldUs ? undefined : { ...charge, seqs: [...new Set([...charge.seqs, seq])] },
    otherwise: charge,
  };
  if (holder.createdUs <= view.sent.startUs) return violateOrDefer(view, deferred, deferredViolation);
  // The two overlapped, and what this answer shows alive may have been taken before the other acted.
  deferred.add(deferredViolation);
  return [];
};

/** How a rule judges that these operations refuse an e-mail in use: the same for creates and updates. */
export const refuseTaken =
  (...operations: readonly OperationId[]) =>
  (view: View, deferred: DeferredViolations): readonly RuleOutcome[] => {
    const proven = deferred.settledBy(view);
    const { status, raw } = view.answer;
    const takesEmail = operations.some((id) => id === view.operation?.id);
    if (!takesEmail || !decided(view) || !expectsTaken(view)) return proven;
    if (status === 422) return [...proven, holds];
    if (status >= 300) return proven;
    return [...proven, ...passedOver(view, deferred, "422: has already been taken", `${status} ${quote(raw.body)}`)];
  };
