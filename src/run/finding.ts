import type { RuleFailure } from "../checks/rule.ts";
import { defined } from "../contract/defined.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Finding } from "../contract/run.ts";
import { safeText } from "../contract/safe-text.ts";
import { ruleInfoOf, type Verdict } from "../contract/verdict.ts";
import type { Step } from "../generators/step.ts";
import { curlOf, type ExchangeBuffer, linesOf, mostLines, related } from "./exchange-buffer.ts";
import { type Reproduction, reproductionOf } from "./reproduction.ts";
import { type AttributedFailure, propertyOf } from "./run-history.ts";
import { type Attempt, shrink } from "./shrink.ts";

/** Hard values that earlier runs of this target have tried, and whether they come last or the seed alone chooses. */
export interface TriedBefore {
  readonly before: readonly string[];
  readonly chosenBy: "history" | "seed";
}

/** A failure as a file: what `npm run contract -- --replay` takes. */
export interface ReplayFile {
  readonly format: "gorest-harness replay";
  readonly version: 1;
  readonly rule: string;
  readonly sentence: string;
  readonly property: string;
  readonly seed: number;
  readonly nonce: string;
  /** Of the run: with the seed it says what the run sent before. Absent in older files. */
  readonly budget?: number;
  /** Ids of those the run drew from, in its order. Absent in older files. */
  readonly properties?: readonly string[];
  /** What the run knew of earlier ones. Absent: nothing. */
  readonly tried?: TriedBefore;
  /** The smallest case that broke the rule; none where it was the run's own questions, before or after all cases. */
  readonly steps: readonly Step[];
  /** The exchanges in which it was found. */
  readonly exchanges: readonly Exchange[];
}

interface FindingContext {
  readonly seed: number;
  readonly nonce: string;
  readonly budget: number;
  readonly properties: readonly string[];
  readonly tried: TriedBefore | undefined;
  readonly baseUrl: string;
  /** @see ContractOptions.simulator */
  readonly simulator: string | undefined;
  readonly buffer: ExchangeBuffer;
  /** Which step of its case sent an exchange, by sequence number. */
  readonly stepOf: ReadonlyMap<number, number>;
  readonly verdicts: readonly Verdict[];
  readonly attempt: Attempt;
}

/** A finding with the files that show it again. */
export interface FoundFiles {
  readonly finding: Finding;
  readonly replayable: ReplayFile;
  readonly reproduction: Reproduction | undefined;
}

/** Makes a finding of a violation: shrinks its case, and writes it as lines and as a curl command. */
export const findingOf = async (
  { failure, steps, purpose }: AttributedFailure,
  { seed, nonce, budget, properties, tried, baseUrl, buffer, stepOf, verdicts, attempt, simulator }: FindingContext,
): Promise<FoundFiles> => {
  const { rule, violation } = failure;
  const around = buffer.of(purpose);
  const culprits = violation.seqs.flatMap((seq) => buffer.get(seq) ?? []);
  const exchanges = related(around, culprits);
  // Spending a whole budget again and again would show nothing more.
  const worth = steps.length > 0 && !steps.some(({ do: kind }) => kind === "exhaust");
  const atFault = new Set(
    culprits.flatMap(({ seq, purpose: sentFor }) => (sentFor === purpose ? (stepOf.get(seq) ?? []) : [])),
  );
  const shrunk = worth ? await shrink(steps, atFault, attempt) : undefined;
  const verdict = verdicts.find((each) => each.rule === rule.id);
  const { smallest } = shrunk ?? {};
  // The finding shows the smallest case: what it sent, and what it got.
  const shownViolation = smallest?.violation ?? violation;
  const whole = smallest?.exchanges ?? exchanges;
  const decisive = new Set(shownViolation.seqs);
  const decided = Math.max(...whole.flatMap(({ seq, endUs }) => (decisive.has(seq) ? [endUs] : [])));
  // What the case does after it tells nothing more.
  const sent = whole.filter(({ startUs }) => !Number.isFinite(decided) || startUs < decided);
  const shown =
    sent.length > mostLines
      ? related(
          sent,
          sent.filter(({ seq }) => decisive.has(seq)),
        )
      : sent;
  const last = shown.find(({ seq }) => seq === shownViolation.seqs.at(-1)) ?? shown.at(-1);
  const { id, sentence, clause } = rule;
  const reproduction =
    clause === "rate limit"
      ? "it is about a budget over time, not about one answer"
      : shrunk === undefined
        ? "it takes what the run sent before, which the replay sends again"
        : reproductionOf({ rule, violation: shownViolation, exchanges: sent, baseUrl, nonce, simulator });
  const curl = curlOf(clause, last, shown);
  const finding: Finding = {
    rule: ruleInfoOf(rule),
    foundBy: propertyOf(purpose) || "the run itself",
    seed,
    expected: shownViolation.expected,
    received: shownViolation.received,
    sequence: linesOf(shown, last, shownViolation),
    curl,
    replayFile: `replay-${id}.json`,
    ...(typeof reproduction === "string" ? { notByScript: reproduction } : { reproFile: `repro-${id}.sh` }),
    seen: { violations: verdict?.violations ?? 1, evaluations: verdict?.exercised ?? 1 },
    ...defined({ detail: shownViolation.detail }),
    ...(shrunk?.complete === false ? { shrinkingCut: true } : {}),
  };
  const replayable: ReplayFile = {
    format: "gorest-harness replay",
    version: 1,
    rule: id,
    sentence,
    property: propertyOf(purpose),
    seed,
    nonce,
    budget,
    properties,
    // By the seed alone the run is the same without it.
    ...(tried?.chosenBy === "history" ? { tried } : {}),
    steps: shrunk?.steps ?? steps,
    exchanges,
  };
  return { finding, replayable, reproduction: typeof reproduction === "string" ? undefined : reproduction };
};

/** A broken rule as text: its sentence and source, what came, the requests that show it, a curl line. */
export const failureText = ({ rule, violation }: RuleFailure, exchanges: readonly Exchange[]): string => {
  const shown = exchanges.filter(({ seq }) => violation.seqs.includes(seq));
  const last = shown.at(-1);
  const curl = curlOf(rule.clause, last, shown);
  return [
    rule.sentence,
    `  rule      ${rule.id} (${rule.level})`,
    safeText(`  expected  ${violation.expected}`),
    safeText(`  received  ${violation.received}`),
    `  source    ${rule.sources.join("; ")}`,
    "  requests",
    ...linesOf(shown, last, violation).map((text) => `    ${text}`),
    ...(curl === "" ? [] : [`  curl      ${safeText(curl)}`]),
  ].join("\n");
};
