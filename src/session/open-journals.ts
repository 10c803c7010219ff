import type { Journal } from "../client/journal.ts";
import { plural } from "../contract/safe-text.ts";

/** Of the runs of this process, and of earlier ones while what they left is removed. */
export const openNow = new Set<Pick<Journal, "left" | "unsure">>();

/** What may be left on the service by what this process does now, and how to remove it; undefined: nothing. */
export const whatStays = (): string | undefined => {
  let most = 0;
  for (const { left, unsure } of openNow) most += left().length + unsure();
  return most === 0 ? undefined : `leaving at once; ${plural(most, "record")} may be left: npm run sweep deletes them`;
};
