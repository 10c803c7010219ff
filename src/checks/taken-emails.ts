import type { OperationId } from "../contract/document.ts";
import { holds, type RuleOutcome } from "../contract/verdict.ts";
import { type DeferredViolation, type DeferredViolations, violateOrDefer } from "./deferred-violation.ts";
import { decided, quote } from "./evidence.ts";
import type { View } from "./rule.ts";

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
