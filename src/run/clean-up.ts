import type { TokenAlias } from "../contract/exchange.ts";
import { isMarked } from "../generators/marker.ts";
import { BudgetSpent } from "./budget.ts";
import { type Driver, sendFor } from "./driver.ts";
import type { Ledger } from "./ledger.ts";

const purpose = "cleanup";

/** Ids that a list by e-mail text shows, of records that bear a mark of ours. */
const marked = async (driver: Driver, as: TokenAlias, text: string): Promise<readonly number[]> => {
  const path = `/users?email=${encodeURIComponent(text)}&per_page=100`;
  const { outcome } = await sendFor(driver, { method: "GET", path, as }, purpose, true);
  if (outcome.kind !== "answer" || outcome.status !== 200) return [];
  try {
    const items: unknown = JSON.parse(outcome.body);
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: unknown) => {
      if (typeof item !== "object" || item === null || !("id" in item) || !("email" in item)) return [];
      // A filter that leaks must not make us delete what is not ours.
      const ours =
        typeof item.email === "string" && isMarked(item.email) && item.email.toLowerCase().includes(text.toLowerCase());
      return ours && typeof item.id === "number" && Number.isSafeInteger(item.id) ? [item.id] : [];
    });
  } catch {
    return [];
  }
};

/**
 * Deletes what the run has made, newest first, so that the oldest record lives longest and can bear witness that no
 * reset took the others. Then looks once by the run's marker for what got away.
 * @returns ids that are still there
 */
export const cleanUp = async (
  driver: Driver,
  ledger: Ledger,
  callers: readonly TokenAlias[],
): Promise<readonly number[]> => {
  const removeAll = async () => {
    for (const { id, as } of [...ledger.open()].reverse()) {
      const owners = as === "A" || as === "B" ? [as] : callers;
      for (const owner of owners)
        await sendFor(driver, { method: "DELETE", path: `/users/${id}`, as: owner }, purpose, true);
    }
  };
  try {
    await removeAll();
    for (const as of callers) {
      const seen = await marked(driver, as, driver.marker.run);
      for (const id of seen) ledger.found(id, as);
      if (seen.length > 0) await removeAll();
    }
    ledger.settled();
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
  }
  return ledger.open().map(({ id }) => id);
};

/**
 * Removes what earlier runs of ours left under these tokens, touching marked records only.
 * @param most deletions at the most
 */
export const sweepMarked = async (
  driver: Driver,
  callers: readonly TokenAlias[],
  text: string,
  most: number,
): Promise<{ readonly found: number; readonly removed: number }> => {
  let found = 0;
  let removed = 0;
  for (const as of callers) {
    for (let page = await marked(driver, as, text); page.length > 0; page = await marked(driver, as, text)) {
      found += page.length;
      const before = removed;
      for (const id of page) {
        if (removed >= most) return { found, removed };
        const { outcome } = await sendFor(driver, { method: "DELETE", path: `/users/${id}`, as }, purpose, true);
        if (outcome.kind === "answer" && (outcome.status === 204 || outcome.status === 404)) removed++;
      }
      // A server that deletes nothing would show the same page for ever.
      if (removed === before) return { found, removed };
    }
  }
  return { found, removed };
};
