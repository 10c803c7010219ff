import type { RunRecord } from "../contract/run.ts";
import { withoutName } from "./histogram.ts";
import { count, duration, plural } from "./text.ts";

/** How far a run may be trusted, and why not wholly. */
export interface Validity {
  /** `partial`: what it says is so, and it does not speak of everything. `doubtful`: somebody should look. */
  readonly kind: "sound" | "partial" | "doubtful" | "void";
  /** One sentence each: what somebody should look at first, then what the run does not speak of. */
  readonly doubts: readonly string[];
}

/** What a run does not speak of: no reason to doubt the rest. */
const gapsOf = ({ contract, load }: RunRecord): string[] => {
  const silent = contract?.verdicts.filter(({ kind }) => kind === "not exercised").length ?? 0;
  return [
    ...(silent > 0
      ? [
          `${plural(silent, "rule was", "rules were")} never exercised: of ${silent === 1 ? "it" : "them"} nothing is known.`,
        ]
      : []),
    ...(load?.scenarios ?? []).flatMap(({ id, counts }) =>
      counts.sent > 0 && counts.accepted < 30
        ? [`${id}: only ${count(counts.accepted)} accepted answers; its percentiles are rough.`]
        : [],
    ),
  ];
};

const contractDoubts = (run: RunRecord): string[] => {
  const { contract } = run;
  if (contract === undefined) return [];
  const doubts: string[] = [];
  const unsure = contract.verdicts.filter((verdict) => verdict.kind === "inconclusive").length;
  if (unsure > 0) doubts.push(`${plural(unsure, "rule is", "rules are")} inconclusive.`);
  if (contract.records.left.length > 0)
    doubts.push(`${plural(contract.records.left.length, "record")} made by the run could not be deleted again.`);
  return doubts;
};

const loadDoubts = (run: RunRecord): string[] =>
  (run.load?.scenarios ?? []).flatMap((scenario) => {
    const doubts = scenario.warnings.map((warning) => `${scenario.id}: ${withoutName(scenario, warning)}`);
    if (scenario.outcome === "invalid" || scenario.outcome === "unable")
      doubts.unshift(
        `${scenario.id} is ${scenario.outcome}: ${withoutName(scenario, scenario.reason ?? "no reason was given")}.`,
      );
    const { sendLagMs: lag } = scenario;
    if (lag !== undefined && lag.median > 50)
      doubts.push(
        `${scenario.id}: half of the requests left more than ${duration(lag.median)} late, so the load was not as planned.`,
      );
    return doubts;
  });

/** The doubts of a run, worst consequence first. */
export const validityOf = (run: RunRecord): Validity => {
  const stopped = [
    run.contract?.outcome === "interrupted" &&
      "The contract run was interrupted; what is shown is what was done until then.",
    run.load?.outcome === "interrupted" && "The load run was interrupted; what is shown is what was done until then.",
    run.contract?.outcome === "unable" &&
      `The contract run could not do its job: ${run.contract.reason ?? "no reason was given"}.`,
    // Where a scenario is what is invalid, it says so itself.
    (run.load?.outcome === "unable" ||
      (run.load?.outcome === "invalid" && run.load.scenarios.every(({ outcome }) => outcome !== "invalid"))) &&
      `The load run is ${run.load.outcome}: ${run.load.reason ?? "no reason was given"}.`,
  ].filter((doubt) => doubt !== false);
  const nothing =
    run.contract === undefined && run.load === undefined ? ["The run holds neither contract nor load."] : [];
  const isVoid =
    [run.contract?.outcome, run.load?.outcome].some((o) => o === "unable" || o === "invalid") || nothing.length > 0;
  const doubts = [...nothing, ...stopped, ...contractDoubts(run), ...loadDoubts(run)];
  const gaps = gapsOf(run);
  const kind = isVoid ? "void" : doubts.length > 0 ? "doubtful" : gaps.length > 0 ? "partial" : "sound";
  return { kind, doubts: [...doubts, ...gaps] };
};
