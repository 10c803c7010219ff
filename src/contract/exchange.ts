/** Who a request speaks as. Tokens themselves never leave the transport; records carry this alias. */
export type TokenAlias = (typeof tokenAliases)[number];
export const tokenAliases = ["A", "B", "anonymous", "invalid", "unknown"] as const;

/** A header as it crossed the wire: lower-case name, value as received. Repeated headers are repeated pairs. */
export type Header = readonly [name: string, value: string];

/** A request as it was sent, without its Authorization header. */
export interface SentRequest {
  readonly method: string;
  /** Absolute URL, with no credential in it. */
  readonly url: string;
  readonly headers: readonly Header[];
  /** Body text; absent when none was sent. */
  readonly body?: string;
  readonly token: TokenAlias;
}

/** What the server answered, raw. */
export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: readonly Header[];
  /** Body text decoded as UTF-8, content coding undone; empty when there was none. */
  readonly body: string;
  /** The body was longer than the recorder keeps (10 MiB) and this is its beginning. */
  readonly cut?: true;
  /** Time of the response head, µs on the same clock as `startUs`; absent in imported records. */
  readonly headUs?: number;
  /** Bytes that were not UTF-8 were replaced. */
  readonly mangled?: true;
  /** Bytes came after its end, in the same read: its body may be only the part that its length covers. */
  readonly overrun?: true;
}

/** Why there is no answer, or only part of one. */
export interface Failure {
  readonly kind: "failure";
  /** `time`: our timeout. `transport`: connection refused, reset, TLS, a broken message. `aborted`: we gave up (interrupt). */
  readonly fault: "transport" | "time" | "aborted";
  /** One line, free of credentials and control characters. */
  readonly message: string;
  /** Low-level code, such as ECONNRESET, where there is one. */
  readonly code?: string;
  /** False when the request certainly never reached the server (connection refused): then nothing may have happened. */
  readonly maybeDone: boolean;
  /** What had arrived before it broke, if the head had. */
  readonly partial?: Answer;
}

/** What a saved record leaves out. A live record is complete and carries none of these. */
export interface Gaps {
  /** Response headers were not recorded: their absence means nothing. */
  readonly headers?: true;
  /** Names, in lower case, of all headers that any answer of the file has: another was not kept, its absence means nothing. */
  readonly headersKept?: ReadonlySet<string>;
  /** The request may have had a body; it was not recorded. */
  readonly request?: true;
  /** The response body was not recorded or was abridged. */
  readonly body?: true;
  /** Times are coarse or absent: it happened at some time between the two given, and an overlap may be none. */
  readonly times?: true;
  /** What came before this record is unknown: records, ids and budgets may be older than it. */
  readonly before?: true;
  /** So many entries of the recording, up to this one, are none of the spec or broken: what they cost is not known. */
  readonly leftOut?: number;
  /** The entry shows a known older behaviour; the text names it. It is listed, not judged. */
  readonly history?: string;
}

/** One request and its answer exactly as they crossed the wire, or the failure in its place. */
export interface Exchange {
  /** Order of sending within the run, from 1, without holes. */
  readonly seq: number;
  readonly request: SentRequest;
  readonly outcome: Answer | Failure;
  /** Which attempt at the same intention this is, from 1 (a retry after 429 is 2). */
  readonly attempt: number;
  /** Monotonic µs when the request left, and when its last byte or its failure arrived. */
  readonly startUs: number;
  readonly endUs: number;
  /** µs when the HTTP adapter took the request. The time since `startUs` was spent in this process. */
  readonly takenUs?: number;
  /** µs when its head was written to a socket: what lies before, since `takenUs`, is waiting for a connection. */
  readonly sentUs?: number;
  /** How long the connection took that was made for it, µs; absent: an open one was reused, or it was not measured. */
  readonly connectUs?: number;
  /** What the driver was doing: property, scenario, "cleanup". Free text for people and for accounting. */
  readonly purpose?: string;
  /** When the scenario meant the request to start, µs; load only. */
  readonly intendedUs?: number;
  readonly gaps?: Gaps;
}

/** The three headers of a token's budget, which come together. @see facts 7.1 */
export const rateLimitHeaders = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] as const;
const budgetNames: ReadonlySet<string> = new Set(rateLimitHeaders);

/** Whether it is one of the three; a gateway may write others beside them, such as x-ratelimit-limit-minute. */
export const isBudgetHeader = (name: string): boolean => budgetNames.has(name);

/** The longest body the recorder keeps, in bytes. */
export const bodyLimitBytes = 10 * 1024 * 1024;

/**
 * A value without its repetition: what joins equal lines of a header by commas makes `90, 90` of 90.
 * @see RFC 9110 section 5.3
 */
export const withoutRepetition = (value: string): string => {
  // Nearly every value.
  if (!value.includes(",")) return value;
  const pieces = value.split(",").map((piece) => piece.trim());
  // A value such as a date has commas of its own.
  for (let own = 1; own <= Math.min(mostCommas, pieces.length / 2); own++)
    if (pieces.length % own === 0 && pieces.every((piece, at) => piece === pieces[at % own]))
      return pieces.slice(0, own).join(", ");
  return value;
};
const mostCommas = 20;

/** The first value of a header by its lower-case name; undefined where there is none, or no message to have it. */
export const headerOf = (
  message: { readonly headers: readonly Header[] } | undefined,
  name: string,
): string | undefined => {
  const value = message?.headers.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : withoutRepetition(value);
};

/** The answer of an exchange that has one. */
export const answerOf = ({ outcome }: Pick<Exchange, "outcome">): Answer | undefined =>
  outcome.kind === "answer" ? outcome : undefined;

/** The status of the answer; 0: there was none. */
export const statusOf = ({ outcome }: Pick<Exchange, "outcome">): number =>
  outcome.kind === "answer" ? outcome.status : 0;

/** A text as a whole number, or undefined when it is none. */
export const wholeNumberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

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

/** A request has left. `exchange` lacks its outcome still; see {@link Sent}. */
export type Sent = Omit<Exchange, "outcome" | "endUs" | "takenUs" | "sentUs" | "connectUs">;

/**
 * A history is a stream of these in order of time, or as they became known to whoever saw them happen: `sent`, then for
 * the same `seq` `done`, with the events of overlapping requests between them. Judging whole exchanges in either order
 * would take a read that overlapped a delete for a stale read.
 */
export type HistoryEvent =
  | { readonly type: "sent"; readonly sent: Sent }
  | { readonly type: "done"; readonly exchange: Exchange };
