import { GorestError } from "../client/errors.ts";
import { BrokenRecordError } from "../client/recorder.ts";
import { safeText } from "../contract/safe-text.ts";
import { HarError } from "../har/fields.ts";

/** What the exit of a run says: 1 is a finding, 2 never is. */
export const exitCode = {
  /** The contract holds; the load passed. */
  holds: 0,
  /** A rule was violated or a threshold missed. */
  violated: 1,
  /** The run could not do its job: a bad setting, an unreachable target, a refused token, nothing exercised. */
  unable: 2,
  /** The measurement cannot be trusted (generator lag, rate not reached). */
  invalid: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Which of several codes a run that did several things should end with: the most serious one. */
export const worstExit = (codes: readonly ExitCode[]): ExitCode => {
  const order: readonly ExitCode[] = [130, 1, 2, 3, 0];
  return order.find((code) => codes.includes(code)) ?? exitCode.holds;
};

/**
 * A mistake of the person at the keyboard, or of their set-up. The message is one line that says what is wrong, where,
 * and how to mend it; it never holds a token.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const fileTroubles: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder, a file is needed",
  EEXIST: "something else has that name already",
  ENOTDIR: "a part of the path is not a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full: no more is granted",
  EROFS: "the file system is read-only",
  EMFILE: "too many open files",
  ERR_STRING_TOO_LONG: "too large to be read at once; split it or use NDJSON",
  ERR_FS_FILE_TOO_LARGE: "too large to be read at once; split it or use NDJSON",
  EADDRINUSE: "the port is taken; choose another with --port",
};

/** The code of an error of the system or of Node, such as ENOENT. */
export const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

const systemTrouble = (error: Error): string | undefined => {
  const code = fileTroubles[systemCodeOf(error) ?? ""];
  if (code === undefined) return undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  const port = "port" in error && typeof error.port === "number" ? `port ${error.port}` : undefined;
  return `${path ?? port ?? error.message}: ${code}`;
};

/** A package that is not there: after `npm ci --omit=dev`, or with NODE_ENV=production, those of development are missing. */
const packageTrouble = (error: Error): string | undefined => {
  if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(systemCodeOf(error) ?? "")) return undefined;
  const name = /Cannot find (?:package|module) '([^'./\\][^']*)'/.exec(error.message)?.[1];
  return name === undefined
    ? undefined
    : `the package ${name} is not installed; npm ci --include=dev installs all that the project's verbs need`;
};

/** What people write by hand, and everything is made from. */
const written = /^(?:openapi\/gorest\.yaml|docs\/facts\.md): /;

/** A source file that was changed and does not parse, as where a rule is added, or a spec or a page of facts that can't be used. */
const sourceTrouble = (error: Error): string | undefined => {
  if (written.test(error.message)) return safeText(error.message);
  if (error.name !== "TransformError") return undefined;
  const [, place] = /^(\S+:\d+:\d+: ERROR: .*)$/m.exec(error.message) ?? [];
  return place === undefined ? undefined : `${place.replace("ERROR: ", "")}; the source does not parse there`;
};

/** Errors that say by themselves what is wrong and how to mend it. */
const expectedErrors = [UsageError, HarError, BrokenRecordError, GorestError];

/**
 * The line to show for what a command threw.
 * @returns `expected`: a user's mistake or the machine's, for which no stack is shown; anything else is our defect
 */
export const describeFailure = (error: unknown): { readonly line: string; readonly expected: boolean } => {
  if (!(error instanceof Error)) return { line: safeText(`unexpected: ${String(error)}`), expected: false };
  if (expectedErrors.some((kind) => error instanceof kind)) return { line: safeText(error.message), expected: true };
  const trouble = systemTrouble(error) ?? packageTrouble(error) ?? sourceTrouble(error);
  if (trouble !== undefined) return { line: trouble, expected: true };
  return { line: safeText(`unexpected ${error.name}: ${error.message}`), expected: false };
};
