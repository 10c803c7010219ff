import { UsageError } from "../session/fail.ts";

export interface ScoreFlags {
  readonly seeds: string;
  readonly budget: string;
  readonly fault: readonly string[];
  readonly class: readonly string[];
  readonly benignOnly?: boolean;
  readonly full?: boolean;
  readonly cmd?: string;
  readonly results?: string;
  readonly sample?: string;
  readonly seed: string;
  readonly for?: string;
  readonly min?: string;
  readonly timeout: string;
  readonly mutants?: boolean;
  readonly freeze?: boolean;
  readonly json?: boolean;
  readonly processes: string;
  readonly reports: string;
}

type Flag = keyof ScoreFlags;

/** What is scored, and the flags that mean something there. */
interface Mode {
  readonly words: string;
  readonly flags: readonly Flag[];
}

const everywhere: readonly Flag[] = ["json", "processes", "reports"];

const modes = {
  ours: { words: "without --cmd", flags: [...everywhere, "seeds", "budget", "fault", "class", "benignOnly", "full"] },
  theirs: {
    words: "with --cmd",
    flags: [
      ...everywhere,
      ...(["cmd", "results", "timeout", "budget", "fault", "class", "benignOnly"] as const),
      ...(["sample", "seed", "for", "min"] as const),
    ],
  },
  mutants: { words: "with --mutants", flags: [...everywhere, "mutants", "seeds", "budget"] },
  freeze: { words: "with --freeze", flags: ["freeze", "processes"] },
} as const satisfies Readonly<Record<string, Mode>>;

/** Pairs of which one says the other away. */
const contrary: readonly (readonly [Flag, Flag])[] = [
  ["cmd", "mutants"],
  ["cmd", "freeze"],
  ["mutants", "freeze"],
  ["benignOnly", "fault"],
  ["benignOnly", "class"],
  ["benignOnly", "sample"],
  ["benignOnly", "min"],
];

const written = (flag: Flag): string => `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const isFlag = (name: string): name is Flag =>
  Object.values<Mode>(modes).some(({ flags }) => flags.some((flag) => flag === name));

const modeOf = ({ freeze, cmd, mutants }: ScoreFlags): Mode => {
  if (freeze === true) return modes.freeze;
  if (cmd !== undefined) return modes.theirs;
  return mutants === true ? modes.mutants : modes.ours;
};

/**
 * Refuses flags that would mean nothing.
 * @param given names of the flags on the command line, as commander has them
 * @throws UsageError
 */
export const refuseStrayFlags = (flags: ScoreFlags, given: readonly string[]): void => {
  const named = given.filter(isFlag);
  for (const [one, other] of contrary)
    if (named.includes(one) && named.includes(other))
      throw new UsageError(`${written(one)} and ${written(other)} exclude each other; leave one out`);
  const mode = modeOf(flags);
  for (const flag of named) {
    if (mode.flags.includes(flag)) continue;
    const homes = Object.values<Mode>(modes).filter(({ flags: own }) => own.includes(flag));
    const [home] = homes;
    throw new UsageError(
      homes.length === 1 && home !== undefined
        ? `${written(flag)} applies only ${home.words}; leave it out, or score so`
        : `${written(flag)} does not apply ${mode.words}; leave it out`,
    );
  }
  if (named.includes("seed") && flags.sample === undefined && flags.for === undefined)
    throw new UsageError("--seed draws the sample of --sample or --for; name one of them, or leave it out");
  if (
    named.includes("processes") &&
    Number(flags.processes) > 1 &&
    flags.results !== undefined &&
    flags.results !== "-"
  )
    throw new UsageError(
      `--processes ${flags.processes}: runs side by side would all write ${flags.results}; have the command write to GOREST_RESULTS in place of --results`,
    );
};
