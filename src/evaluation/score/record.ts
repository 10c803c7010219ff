import type { BenignScore, FaultScore, ScoreRow } from "./score.ts";

/** One figure the suite must reach. */
export interface ScoreTarget {
  readonly sentence: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: "%" | "";
  readonly holds: boolean;
}

/** score.json */
export interface ScoreRecord {
  readonly format: "gorest-harness score";
  readonly version: 1;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly processes: number;
  readonly budgets: readonly number[];
  readonly seeds: readonly number[];
  readonly benignSeeds: readonly number[];
  /** Requests sent in all. */
  readonly requests: number;
  readonly rows: readonly ScoreRow[];
  readonly faults: readonly FaultScore[];
  readonly benign: readonly BenignScore[];
  readonly rulesWithoutFault: readonly string[];
  readonly targets: readonly ScoreTarget[];
}

/** Percent of the (fault, seed) pairs that must be killed at a budget. */
const wanted: Readonly<Record<number, number>> = { 90: 85, 240: 97, 450: 100 };
/** Percent of the pairs of faults that show at random, at 450. */
const wantedNowAndThen = 95;

const percent = (part: number, whole: number) => (whole === 0 ? 100 : (100 * part) / whole);

const atLeast = (sentence: string, measured: number, limit: number): ScoreTarget => ({
  sentence,
  measured,
  limit,
  unit: "%",
  holds: measured >= limit,
});

const none = (sentence: string, measured: number): ScoreTarget => ({
  sentence,
  measured,
  limit: 0,
  unit: "",
  holds: measured === 0,
});

export const targetsOf = ({
  faults,
  benign,
  budgets,
}: Pick<ScoreRecord, "faults" | "benign" | "budgets">): readonly ScoreTarget[] => {
  const targets: ScoreTarget[] = [];
  const killed = (scores: readonly FaultScore[], at: number) =>
    percent(
      scores.reduce((sum, score) => sum + (score.killed[at] ?? 0), 0),
      scores.reduce((sum, { seeds }) => sum + seeds, 0),
    );
  const steady = faults.filter(({ oneIn }) => oneIn === undefined);
  const chance = faults.filter(({ oneIn }) => oneIn !== undefined);
  budgets.forEach((budget, at) => {
    const limit = wanted[budget];
    if (limit === undefined || faults.length === 0) return;
    // Of those that show at random only the largest budget is asked, and less.
    const counted = limit === 100 ? steady : faults;
    if (counted.length > 0) {
      const which = limit === 100 ? "faults that always show" : "faults";
      targets.push(atLeast(`${which} killed within ${budget} requests`, killed(counted, at), limit));
    }
    if (limit === 100 && chance.length > 0)
      targets.push(atLeast(`faults that show now and then, within ${budget}`, killed(chance, at), wantedNowAndThen));
  });
  if (faults.length > 0) {
    const unnamed = faults.filter(({ named }) => !named);
    targets.push(none("faults that the rule they break does not notice", unnamed.length));
  }
  if (benign.length > 0) {
    const runs = benign.reduce((sum, { seeds }) => sum + seeds, 0);
    const alarms = benign.reduce((sum, { alarms }) => sum + alarms.length, 0);
    const unable = benign.reduce((sum, each) => sum + each.unable.length, 0);
    targets.push(none(`false alarms in ${runs} runs against ${benign.length} correct servers`, alarms));
    targets.push(none("correct servers that a run could not judge", unable));
  }
  return targets;
};
