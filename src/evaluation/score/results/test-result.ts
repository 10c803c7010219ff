import { defined } from "../../../contract/defined.ts";

/** What a suite's own report says of one of its tests. */
export interface TestResult {
  /** With the names of the groups it stands in. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed, as the report says it. */
  readonly message?: string;
  /** Reports list it only where it fails: a hook, a file that cannot be loaded, a request without an answer. */
  readonly listedIfFailed?: true;
}

/** One format of results. */
export interface ResultFormat {
  readonly name: string;
  /** Undefined: the text is of another format. */
  readonly read: (text: string) => readonly TestResult[] | undefined;
}

const separator = " › ";

/**
 * The name of a test from the names around it, outermost first. A part that the next one repeats is left out, as most
 * reporters repeat the group in the name.
 */
export const nameOf = (parts: readonly (string | undefined)[]): string => {
  const given = parts.flatMap((part) => (part === undefined || part.trim() === "" ? [] : [part.trim()]));
  return given.filter((part, at) => !given.slice(at + 1).some((later) => later.includes(part))).join(separator);
};

export const failed = (name: string, message: string | undefined): TestResult => ({
  name,
  outcome: "failed",
  ...defined({ message }),
});

/** A failure that reports say nothing of where there is none. */
export const failedAround = (name: string, message: string | undefined): TestResult => ({
  ...failed(name, message),
  listedIfFailed: true,
});
