import type { RunRecord } from "../contract/run.ts";
import { plural } from "./numbers.ts";

const dayMs = 86_400_000;

/** "2026-11-28 03:17 UTC, 2 days before": a schedule that no longer runs shows by it. */
export const lastLiveText = (
  run: Pick<RunRecord, "startedAt">,
  { startedAt }: Pick<RunRecord, "startedAt">,
): string => {
  const days = Math.floor((Date.parse(run.startedAt) - Date.parse(startedAt)) / dayMs);
  return `${startedAt.replace("T", " ").slice(0, 16)} UTC, ${days === 0 ? "less than a day" : plural(days, "day")} before`;
};
