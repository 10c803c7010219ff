import type { RunRecord } from "../contract/run.ts";
import { withoutName } from "./histogram.ts";
import { count, duration, plural } from "./text.ts";

/** How far a run may be trusted, and why not wholly. */
export interface Validity {
  readonly kind: "sound" | "doubtful" | "void";
  /** One sentence each. */
  readonly doubts: readonly string[];
}

const contractDoubts = (run: RunRecord): string[] => {
  const { contract } = run;
  if (contract === undefined) return [];
  const doubts: string[] = [];
  const silent = contract.verdicts.filter((verdict) => verdict.kind === "not exercised").length;
  const unsure = contract.verdicts.filter((verdict) => verdict.kind === "inconclusive").length;
  if (silent > 0)
    doubts.push(
      `${plural(silent, "rule was", "rules were")} never exercised: of ${silent === 1 ? "it" : "them"} nothing is known.`,
    );
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
    const { sendLagMs: lag, counts } = scenario;
    if (lag !== undefined && lag.median > 50)
      doubts.push(
        `${scenario.id}: half of the requests left more than ${duration(lag.median)} late, so the load was not as planned.`,
      );
    if (counts.sent > 0 && counts.accepted < 30)
      doubts.push(`${scenario.id}: only ${count(counts.accepted)} accepted answers; its percentiles are rough.`);
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
  return { kind: isVoid ? "void" : doubts.length > 0 ? "doubtful" : "sound", doubts };
};
