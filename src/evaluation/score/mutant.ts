/** The servers that mutants are made of, with the folder of their source. */
export const originals = {
  simulator: new URL("../../simulator/", import.meta.url),
  "second server": new URL("../second-server/", import.meta.url),
} as const;
export type Original = keyof typeof originals;

/** One small change to the source of a server, found by what stands around it, so that edits elsewhere do not move it. */
export interface Mutant {
  /** "listing.ts:31 < → <=". */
  readonly id: string;
  readonly of: Original;
  /** In the folder of its original. */
  readonly file: string;
  readonly operator: string;
  readonly original: string;
  readonly replacement: string;
  /** The text just before and after `original`; together with it they occur once in the file. */
  readonly before: string;
  readonly after: string;
  /** Raw traffic shows it only where the rate limit is reached; the suite meets it there too. */
  readonly limited?: true;
  /** Why it is not counted: what it changes leaves a correct server, or none at all. Each was judged by a person. */
  readonly equivalentBecause?: string;
}

/** mutants.json */
export interface MutantList {
  readonly format: "gorest-harness mutants";
  readonly version: 1;
  /** The choice among all mutants follows from it. */
  readonly seed: number;
  /** How many there were to choose from, and what became of those that were tried in turn until there were enough. */
  readonly generated: number;
  readonly tried: {
    readonly different: number;
    readonly same: number;
    readonly broken: number;
    readonly hung: number;
  };
  readonly mutants: readonly Mutant[];
}

/**
 * The file with the change in it.
 * @throws RangeError where the file no longer has the place, or has it twice
 */
export const applyMutant = (source: string, { id, before, original, after, replacement }: Mutant): string => {
  const place = before + original + after;
  const at = source.indexOf(place);
  if (at < 0 || source.indexOf(place, at + 1) >= 0)
    throw new RangeError(`${id}: its original has changed there; freeze a new list with --mutants --freeze`);
  const start = at + before.length;
  return source.slice(0, start) + replacement + source.slice(start + original.length);
};
