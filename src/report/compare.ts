import { defined } from "../contract/defined.ts";
import { rankOf, samplesNeeded } from "../contract/order-statistics.ts";
import { type Random, seededRandom } from "../contract/random.ts";
import type { LatencySummary, RunRecord, ScenarioRecord } from "../contract/run.ts";
import type { RuleInfo, VerdictKind } from "../contract/verdict.ts";
import { type Comparability, comparabilityOf } from "./comparable.ts";
import { byOperation, overall, type Ranks, ranksOf, sameKind } from "./histogram.ts";

/** Draws of a gamma variate of a shape, at least 1, and scale 1. @see Marsaglia and Tsang, 2000 */
const gammas = (random: Random): ((shape: number) => number) => {
  // Normal variates come in pairs. @see Box and Muller, 1958
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return (shape) => {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = random();
      // Their squeeze: what it lets pass the logarithms would too, and it spares them 98 times of 100.
      const squared = x * x;
      if (u < 1 - 0.0331 * squared * squared || Math.log(u) < 0.5 * squared + d - d * v + d * Math.log(v)) return d * v;
    }
  };
};

/** What counts as a change worth a reader's time. */
interface CompareOptions {
  /** Chance that a pair of equal runs is flagged at all, shared evenly by all figures compared. Default 0.05. */
  readonly alpha?: number;
  /** A change must exceed both: a share of the earlier value, and milliseconds. Default 10 % and 0.5 ms. */
  readonly tolerance?: { readonly share: number; readonly ms: number };
  /** Bootstrap draws a figure. Default 4,000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface PercentileChange {
  readonly scenario: string;
  readonly name: LatencySummary["name"];
  readonly operation?: string;
  readonly p: number;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Later minus earlier; and its bootstrap confidence interval. */
  readonly differenceMs: number;
  readonly interval: readonly [number, number];
  /** Difference over the earlier value. */
  readonly share: number;
  /**
   * A regression when slower: service time is, of samples enough for the confidence that came over a while. Time to accept
   * counts our own queue and pace too, so a change of it is shown and decides nothing.
   */
  readonly decides: boolean;
  /** `slower` and `faster`: the interval excludes zero and the difference is above tolerance. */
  readonly verdict: "slower" | "faster" | "no clear change";
}

export interface RuleChange {
  readonly rule: string;
  readonly sentence: string;
  readonly before: VerdictKind;
  readonly after: VerdictKind;
  /** `broke`: violated now and not before. `mended`: the reverse. `lost`: no longer exercised. */
  readonly kind: "broke" | "mended" | "lost";
}

export interface Comparison extends Pick<Comparability, "apart" | "latencyApart" | "notes" | "busier"> {
  /** Ids of the runs. */
  readonly before: string;
  readonly after: string;
  /** Confidence of each interval, raised so that all of them together keep `alpha`. */
  readonly confidence: number;
  readonly tolerance: { readonly share: number; readonly ms: number };
  readonly latency: readonly PercentileChange[];
  readonly rules: readonly RuleChange[];
  /** Ids of rules that are violated in both, and have not only drifted. */
  readonly brokenInBoth: readonly string[];
  /** Deciding figures that became slower, and rules that broke. */
  readonly regressions: number;
}

const defaultTolerance = { share: 0.1, ms: 0.5 } as const;

/** All operations together at three percentiles; one operation by its median, because its samples are few. */
const wanted = (summary: LatencySummary): readonly number[] =>
  (summary.operation === undefined ? [0.5, 0.95, 0.99] : [0.5]).filter((p) =>
    summary.percentiles.some((percentile) => percentile.p === p),
  );

interface Pair {
  readonly scenario: string;
  /** Its answers came over a while in both runs: those of one burst wait for one another and are one sample. */
  readonly spread: boolean;
  readonly before: LatencySummary;
  readonly after: LatencySummary;
  readonly p: number;
}

const leastSeconds = 5;
const isSpread = ({ timeline }: ScenarioRecord): boolean =>
  timeline.filter(({ accepted }) => accepted > 0).length >= leastSeconds;

/** By operation only where there are several: one alone is all there is already. */
const summariesOf = (scenario: ScenarioRecord): readonly LatencySummary[] => {
  const operations = byOperation(scenario);
  return [
    ...overall(scenario).filter(({ name }) => name === "accepted" || name === "time to accept"),
    ...(operations.length > 1 ? operations : []),
  ];
};

const pairsOf = (before: RunRecord, scenarios: readonly ScenarioRecord[]): readonly Pair[] =>
  scenarios.flatMap((scenario) => {
    const earlier = before.load?.scenarios.find((other) => other.id === scenario.id);
    const spread = isSpread(scenario) && earlier !== undefined && isSpread(earlier);
    return summariesOf(scenario).flatMap((summary): Pair[] => {
      const match = earlier?.latency.find((other) => sameKind(other, summary));
      if (match === undefined) return [];
      const both = new Set(wanted(match));
      return wanted(summary)
        .filter((p) => both.has(p))
        .map((p) => ({ scenario: scenario.id, spread, before: match, after: summary, p }));
    });
  });

/**
 * One bootstrap draw of a quantile without drawing n samples: the k-th smallest of n draws with replacement from the
 * observed distribution is that distribution's quantile at a Beta(k, n + 1 - k) variate. Exact, and as quick for a
 * million samples as for nine hundred.
 */
const draw = (ranks: Ranks, p: number, gamma: (shape: number) => number): number => {
  const k = rankOf(p, ranks.samples);
  // A share of two gamma variates is a beta variate.
  const below = gamma(k);
  return ranks.at(rankOf(below / (below + gamma(ranks.samples + 1 - k)), ranks.samples));
};

const changeOf = (
  { scenario, spread, before, after, p }: Pair,
  confidence: number,
  tolerance: Comparison["tolerance"],
  draws: number,
  gamma: (shape: number) => number,
): PercentileChange => {
  const earlier = ranksOf(before.buckets);
  const later = ranksOf(after.buckets);
  const differences = Float64Array.from(
    { length: draws },
    () => draw(later, p, gamma) - draw(earlier, p, gamma),
  ).sort();
  const tail = Math.floor(((1 - confidence) / 2) * draws);
  const low = differences[tail] ?? Number.NaN;
  const high = differences[draws - 1 - tail] ?? Number.NaN;
  const beforeMs = earlier.at(rankOf(p, earlier.samples));
  const afterMs = later.at(rankOf(p, later.samples));
  const differenceMs = afterMs - beforeMs;
  const matters = Math.abs(differenceMs) > Math.max(tolerance.ms, tolerance.share * beforeMs);
  return {
    scenario,
    name: after.name,
    ...defined({ operation: after.operation }),
    p,
    beforeMs,
    afterMs,
    differenceMs,
    interval: [low, high],
    share: differenceMs / beforeMs,
    decides:
      after.name === "accepted" && spread && Math.min(earlier.samples, later.samples) >= samplesNeeded(p, confidence),
    verdict: matters && low > 0 ? "slower" : matters && high < 0 ? "faster" : "no clear change",
  };
};

const ruleChanges = (before: RunRecord, after: RunRecord): readonly RuleChange[] => {
  const earlier = new Map(before.contract?.verdicts.map((verdict) => [verdict.rule, verdict.kind]));
  const sentences = new Map(after.contract?.rules.map((rule) => [rule.id, rule.sentence]));
  return (after.contract?.verdicts ?? []).flatMap(({ rule, kind }): RuleChange[] => {
    const was = earlier.get(rule);
    if (was === undefined || was === kind) return [];
    const change =
      kind === "violated"
        ? "broke"
        : was === "violated" && kind === "holds"
          ? "mended"
          : kind === "not exercised"
            ? "lost"
            : undefined;
    return change === undefined
      ? []
      : [{ rule, sentence: sentences.get(rule) ?? rule, before: was, after: kind, kind: change }];
  });
};

const brokenInBoth = (before: RunRecord, after: RunRecord): string[] => {
  const broken = ({ contract }: RunRecord) =>
    new Set((contract?.verdicts ?? []).flatMap(({ rule, kind }) => (kind === "violated" ? [rule] : [])));
  const earlier = broken(before);
  const levels = new Map(after.contract?.rules.map(({ id, level }) => [id, level]));
  return [...broken(after)].filter((rule) => earlier.has(rule) && !drifts(levels.get(rule), after));
};

/** Figures that became slower and decide. */
export const slowerIn = ({ latency }: Pick<Comparison, "latency">): readonly PercentileChange[] =>
  latency.filter(({ decides, verdict }) => decides && verdict === "slower");

/**
 * What changed between two runs. A latency has changed only when the bootstrap interval of the difference excludes zero
 * *and* the difference is above tolerance: with samples enough every difference is significant, and with few none is
 * small. The bootstrap takes samples as independent; answers of one moment are not quite, which the tolerance is for.
 */
export const compare = (before: RunRecord, after: RunRecord, options: CompareOptions = {}): Comparison => {
  const { alpha = 0.05, tolerance = defaultTolerance, draws = 4000, seed = 1 } = options;
  const { scenarios, ...comparability } = comparabilityOf(before, after);
  const pairs = pairsOf(before, scenarios);
  const confidence = 1 - alpha / Math.max(1, pairs.length);
  const gamma = gammas(seededRandom(seed));
  const latency = pairs.map((pair) => changeOf(pair, confidence, tolerance, draws, gamma));
  const rules = comparability.apart.length > 0 ? [] : ruleChanges(before, after);
  return {
    before: before.id,
    after: after.id,
    ...comparability,
    confidence,
    tolerance,
    latency,
    rules,
    brokenInBoth: comparability.apart.length > 0 ? [] : brokenInBoth(before, after),
    regressions: slowerIn({ latency }).length + rules.filter((change) => change.kind === "broke").length,
  };
};

/** Whether the run counts rules that are only observed. */
const isStrict = ({ command }: Pick<RunRecord, "command">): boolean => /\s--strict\b/.test(command);

/** Whether a rule of this level, when it is broken, has only drifted. */
export const drifts = (level: RuleInfo["level"] | undefined, run: Pick<RunRecord, "command">): boolean =>
  level === "observed" && !isStrict(run);
