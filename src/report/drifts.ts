import type { RuleInfo } from "../contract/rule.ts";
import type { RunRecord } from "../contract/run.ts";

/** Whether the run counts rules that are only observed. */
const isStrict = ({ command }: Pick<RunRecord, "command">): boolean => /\s--strict\b/.test(command);

/** Whether a rule of this level, when it is broken, has only drifted. */
export const drifts = (level: RuleInfo["level"] | undefined, run: Pick<RunRecord, "command">): boolean =>
  level === "observed" && !isStrict(run);
