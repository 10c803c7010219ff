import type { Answer, Failure, TokenAlias } from "./exchange.ts";

/** Whose budget: a token's alias, or the name that a token goes by which a caller of the proxy brought along. */
export type BudgetName = TokenAlias | `token ${number}`;

/** What a caller of the proxy sent itself and is passed on as it came. */
export interface PassedOn {
  /** Its Authorization header, in place of the alias's token; empty: it sent none. Absent: the alias's. Never recorded. */
  readonly authorization?: string;
  readonly budget: BudgetName;
  /** The path begins at the root of the target's host, not below the base URL. */
  readonly fromRoot: boolean;
  /**
   * Who it was, where only the answer tells: it is announced once that is known, with the time when it left. For requests
   * that no other overlaps.
   */
  readonly asAnswered?: (outcome: Answer | Failure) => TokenAlias;
  /** Given what came back with nothing taken out of it: for the caller alone, never for a record. */
  readonly onOutcome?: (outcome: Answer | Failure) => void;
}

/** One request to be sent: what a step, a scenario or clean-up wants, before the transport adds the credential. */
export interface RequestSpec {
  readonly method: string;
  /** Below the base URL, query included. */
  readonly path: string;
  readonly as: TokenAlias;
  /** Extra headers, lower-case names; a content type is set by the transport when there is a body and none is named here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body text, sent as it is. */
  readonly body?: string;
  readonly purpose?: string;
  /** Which attempt at the same intention, from 1. */
  readonly attempt?: number;
  readonly intendedUs?: number;
  /** `now` skips the pacer, and a 429 is an answer like any other: for bursts that test the limiter. Default `paced`. */
  readonly pace?: "paced" | "now";
  /**
   * Not before this, µs. With pace `now`, and where nothing has to be written down before it leaves, an HTTP adapter that keeps
   * time holds it until then: it leaves when it should, whatever this thread is busy with.
   */
  readonly leaveAtUs?: number;
  /** Called when it may leave, with how much later than its budget allowed, µs. */
  readonly onPermit?: (lateUs: number) => void;
  /** Default 10,000. @see guide G3 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Ends only the wait before the request leaves: what has left is seen through to its answer. */
  readonly waitSignal?: AbortSignal;
  /** It is the message of another tool: no header is added to it but the credential. */
  readonly passedOn?: PassedOn;
}
