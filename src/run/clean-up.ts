import { answerOf, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { usersIn } from "../contract/seen-users.ts";
import { isMarked } from "../generators/marker.ts";
import { BudgetSpent } from "./budget.ts";
import { apiFor, type Driver } from "./driver.ts";
import type { Ledger } from "./ledger.ts";

const purpose = "cleanup";

/** Ids that a list by e-mail text shows, of records that bear a mark of ours. */
const marked = async (driver: Driver, as: TokenAlias, email: string): Promise<readonly number[]> => {
  const query = { email, per_page: 100 };
  const answer = answerOf(await apiFor(driver, as, purpose, true).GET("/users", { params: { query } }));
  // A filter that leaks must not make us delete what is not ours.
  const isOurs = (found = "") => isMarked(found) && found.toLowerCase().includes(email.toLowerCase());
  const users = answer?.status === 200 ? usersIn(answer.body) : [];
  return users.flatMap((user) => (user.id !== undefined && isOurs(user.email) ? [user.id] : []));
};

/** Deletes one user; the status of the last answer, 0 without one. */
export const removeUser = async (driver: Driver, as: TokenAlias, id: number, why: string): Promise<number> =>
  statusOf(await apiFor(driver, as, why, true).DELETE("/users/{id}", { params: { path: { id } } }));

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
      for (const owner of owners) await removeUser(driver, owner, id, purpose);
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
        const status = await removeUser(driver, as, id, purpose);
        if (status === 204 || status === 404) removed++;
      }
      // A server that deletes nothing would show the same page for ever.
      if (removed === before) return { found, removed };
    }
  }
  return { found, removed };
};
