import type { ContractRecord, LoadRecord } from "../contract/run.ts";
import type { Changes } from "../report/changes.ts";
import { type ExitCode, exitCode } from "../session/fail.ts";
import { changeWords } from "./changes-text.ts";
import type { Style } from "./terminal.ts";

const parts = {
  holds: "the contract holds",
  violated: "the contract is violated",
  unable: "the contract could not be judged",
  interrupted: "interrupted",
} as const satisfies Readonly<Record<ContractRecord["outcome"], string>>;

/** The whole run in one line: what a person reads who reads nothing else. */
export const lastLine = (
  {
    contract,
    load,
    changes,
    code,
    target,
  }: {
    /** In words. */
    readonly target: string;
    readonly contract: Pick<ContractRecord, "outcome">;
    readonly load: Pick<LoadRecord, "outcome"> | undefined;
    readonly changes: Changes;
    readonly code: ExitCode;
  },
  style: Style,
): string => {
  const words = [parts[contract.outcome], `load: ${load?.outcome ?? "not run"}`, ...changeWords(changes)].join("; ");
  const paint =
    code === exitCode.violated
      ? style.bad
      : code !== exitCode.holds || changeWords(changes).length > 0
        ? style.doubt
        : style.good;
  return `nightly: ${paint(words)}; ${target} (exit code ${code})`;
};
