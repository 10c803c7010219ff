import type { RunRecord } from "../contract/run.ts";
import type { VerdictKind } from "../contract/verdict.ts";
import { count, duration, figure, percent, plural } from "./numbers.ts";
import { validityOf } from "./validity.ts";

/** How good news is; colour follows it, but never alone. */
export type Tone = "good" | "bad" | "unsure" | "none";

/** A status as shown everywhere: a sign, a word, and a colour. */
export interface Status {
  readonly tone: Tone;
  readonly sign: string;
  readonly word: string;
}

const good = (word: string): Status => ({ tone: "good", sign: "✓", word });
const bad = (word: string): Status => ({ tone: "bad", sign: "✗", word });
const unsure = (word: string): Status => ({ tone: "unsure", sign: "!", word });
const none = (word: string): Status => ({ tone: "none", sign: "–", word });

export const verdictStatus: Readonly<Record<VerdictKind, Status>> = {
  violated: bad("violated"),
  inconclusive: unsure("inconclusive"),
  holds: good("holds"),
  "not exercised": none("not exercised"),
};

export const outcomeStatus = {
  holds: good("holds"),
  violated: bad("violated"),
  unable: unsure("unable"),
  interrupted: unsure("interrupted"),
  pass: good("pass"),
  fail: bad("fail"),
  invalid: unsure("invalid"),
} as const satisfies Readonly<Record<string, Status>>;

/** One of the three answers a report opens with. */
export interface Headline {
  readonly title: "Contract" | "Load" | "Validity";
  readonly status: Status;
  /** One or two short sentences. */
  readonly says: string;
}

const contractHeadline = ({ contract, load }: RunRecord): Headline => {
  if (contract === undefined)
    return { title: "Contract", status: none("not run"), says: "This run did not check the contract." };
  const number = (kind: VerdictKind) => contract.verdicts.filter((verdict) => verdict.kind === kind).length;
  const also = load?.verdicts.filter((verdict) => verdict.kind === "violated").length ?? 0;
  const says = [
    `${count(number("holds"))} of ${plural(contract.verdicts.length, "rule")} hold over ${plural(contract.requests, "request")}.`,
    number("violated") > 0 ? `${plural(number("violated"), "rule")} violated.` : undefined,
    also > 0 ? `Under load ${plural(also, "rule was", "rules were")} violated.` : undefined,
  ];
  return {
    title: "Contract",
    status: outcomeStatus[contract.outcome],
    says: says.filter((part) => part !== undefined).join(" "),
  };
};

const loadHeadline = ({ load }: RunRecord): Headline => {
  if (load === undefined)
    return { title: "Load", status: none("not run"), says: "This run put no load on the service." };
  const thresholds = load.scenarios.flatMap((scenario) => scenario.thresholds);
  const met = thresholds.filter((threshold) => threshold.holds).length;
  return {
    title: "Load",
    status: outcomeStatus[load.outcome],
    says: `${plural(load.scenarios.length, "scenario")}, ${count(met)} of ${plural(thresholds.length, "threshold")} met.`,
  };
};

const validityHeadline = (run: RunRecord): Headline => {
  const { kind, doubts } = validityOf(run);
  const status = { sound: good("sound"), doubtful: unsure("read with care"), void: bad("not valid") }[kind];
  return {
    title: "Validity",
    status,
    says:
      doubts.length === 0
        ? "Nothing in the run gives reason to doubt its figures."
        : doubts.length === 1
          ? (doubts[0] ?? "")
          : `${doubts.length} things to keep in mind, listed below.`,
  };
};

/** Contract, load, validity: what a reader must know first. */
export const headlines = (run: RunRecord): readonly Headline[] => [
  contractHeadline(run),
  loadHeadline(run),
  validityHeadline(run),
];

/** Contract findings, then those of the load. */
export const findingsOf = (run: RunRecord) => [...(run.contract?.findings ?? []), ...(run.load?.findings ?? [])];

/** A threshold in its own unit: "354 ms", "1.2 %". */
export const measure = (value: number | undefined, unit: string): string => {
  if (value === undefined) return "not measured";
  if (unit === "share") return percent(value);
  return unit === "ms" ? duration(value) : `${figure(value)} ${unit}`.trim();
};

/** Thresholds that were missed, with the scenario that missed them. */
export const missedThresholds = (run: RunRecord) =>
  (run.load?.scenarios ?? []).flatMap((scenario) =>
    scenario.thresholds.filter((threshold) => !threshold.holds).map((threshold) => ({ scenario, threshold })),
  );

/** How a finding is looked at again: the command a reader types. */
export const replayCommand = (
  run: RunRecord,
  finding: { readonly seed: number; readonly replayFile?: string },
): string =>
  finding.replayFile === undefined
    ? `npm run contract -- --seed ${finding.seed}`
    : `npm run contract -- --replay reports/${run.id}/${finding.replayFile}`;
