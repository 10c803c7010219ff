import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { HistoryEvent, Sent } from "../contract/history.ts";

/**
 * A write-ahead journal of the records a run makes: what it means to make is on disk before the request leaves, so that
 * after any crash the next run knows what may be left. One line of JSON an entry; no token is ever in it.
 */
export type JournalEntry =
  | { readonly entry: "run"; readonly version: 1; readonly baseUrl: string; readonly startedAt: string }
  /** A create is about to leave. */
  | { readonly entry: "intent"; readonly seq: number; readonly as: TokenAlias; readonly email?: string }
  /** It made this record. */
  | { readonly entry: "made"; readonly seq: number; readonly as: TokenAlias; readonly id: number }
  /** It certainly made nothing: it never arrived, or was refused in so many words. */
  | { readonly entry: "refused"; readonly seq: number }
  /** The record is gone. */
  | { readonly entry: "gone"; readonly id: number };

export interface Journal {
  /** Give this to the transport: writes intents before they leave. */
  readonly beforeSend: (sent: Sent) => void;
  /** Give this to {@link Transport.listen}. */
  readonly listener: (event: HistoryEvent) => void;
  /** Ids made and not known to be gone. */
  readonly left: () => readonly OwnRecord[];
  /** Creates that left and of which nobody knows whether they happened. */
  readonly unsure: () => number;
}

export interface OwnRecord {
  readonly id: number;
  readonly as: TokenAlias;
}

const pathOf = (url: string) => new URL(url).pathname;
const createPath = /\/users\/?$/;
const onePath = /\/users\/(\d{1,16})\/?$/;

const fieldOf = (text: string | undefined, name: string): unknown => {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && name in value
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined;
  } catch {
    return undefined;
  }
};

const isCreate = ({ request }: Sent) => request.method === "POST" && createPath.test(pathOf(request.url));
const isRefused = (status: number) => status >= 400 && status < 500;
/** Whether the service says, of a deletion by its owner, that the record is not there (any more). */
export const saysGone = (exchange: Pick<Exchange, "request" | "outcome">): boolean => {
  const status = exchange.outcome.kind === "answer" ? exchange.outcome.status : 0;
  return ((status >= 200 && status < 300) || status === 404) && isServiceWord(exchange);
};
/** The service answered in place of acting: nothing happened to any record. */
const isSimulated = ({ request }: Sent) => request.url.includes("force_status=");

/**
 * Makes a journal for one run.
 * @param append writes a line with its end and returns when it is on disk; what it throws keeps a create from leaving
 */
export const createJournal = (
  append: (line: string) => void,
  run: { readonly baseUrl: string; readonly startedAt: string },
): Journal => {
  const own = new Map<number, OwnRecord>();
  const unsure = new Set<number>();
  let begun = false;
  const write = (entry: JournalEntry) => {
    if (!begun) {
      begun = true;
      append(`${JSON.stringify({ entry: "run", version: 1, ...run } satisfies JournalEntry)}\n`);
    }
    append(`${JSON.stringify(entry)}\n`);
  };
  const created = (exchange: Exchange) => {
    const { seq, request, outcome } = exchange;
    const answer = outcome.kind === "answer" ? outcome : outcome.partial;
    if (answer !== undefined && answer.status >= 200 && answer.status < 300) {
      const id = fieldOf(answer.body, "id");
      const number = typeof id === "string" && /^\d{1,15}$/.test(id) ? Number(id) : id;
      if (typeof number !== "number" || !Number.isSafeInteger(number)) return;
      own.set(number, { id: number, as: request.token });
      unsure.delete(seq);
      write({ entry: "made", seq, as: request.token, id: number });
    } else if (outcome.kind === "failure" ? !outcome.maybeDone : isRefused(outcome.status) && isServiceWord(exchange)) {
      unsure.delete(seq);
      write({ entry: "refused", seq });
    }
  };
  return {
    beforeSend: (sent) => {
      if (!isCreate(sent)) return;
      const email = fieldOf(sent.request.body, "email");
      unsure.add(sent.seq);
      write({
        entry: "intent",
        seq: sent.seq,
        as: sent.request.token,
        ...(typeof email === "string" ? { email } : {}),
      });
    },
    listener: (event) => {
      if (event.type !== "done") return;
      const { exchange } = event;
      if (isCreate(exchange)) return created(exchange);
      const { request } = exchange;
      if (request.method !== "DELETE" || isSimulated(exchange)) return;
      const id = Number(onePath.exec(pathOf(request.url))?.[1] ?? Number.NaN);
      const record = own.get(id);
      // For another token 404 only says that the record is not its own.
      if (record === undefined || record.as !== request.token || !saysGone(exchange)) return;
      own.delete(id);
      write({ entry: "gone", id });
    },
    left: () => [...own.values()],
    unsure: () => unsure.size,
  };
};

/** What a journal says may be left on the service. */
export interface Leftovers {
  /** Undefined: the journal is empty. */
  readonly baseUrl: string | undefined;
  readonly records: readonly OwnRecord[];
  /** Creates of unknown end: a record with this e-mail may exist. Without an e-mail only the run's marker can find it. */
  readonly unresolved: readonly { readonly as: TokenAlias; readonly email: string | undefined }[];
  /** Creates that were refused: a record with this e-mail exists only if the service is at fault. */
  readonly refused: readonly { readonly as: TokenAlias; readonly email: string }[];
}

type Loose = { readonly [name: string]: unknown };

const aliases: readonly string[] = ["A", "B", "anonymous", "invalid", "unknown"] satisfies readonly TokenAlias[];
const isAlias = (value: unknown): value is TokenAlias => typeof value === "string" && aliases.includes(value);

/** Reads a journal back. A torn last line is what a crash leaves; other lines that are no entry are passed over too: it is a help for cleaning up, and half of it helps more than none. */
export const foldJournal = async (lines: AsyncIterable<string> | Iterable<string>): Promise<Leftovers> => {
  let baseUrl: string | undefined;
  const intents = new Map<number, { readonly as: TokenAlias; readonly email: string | undefined }>();
  const refused = new Map<number, { readonly as: TokenAlias; readonly email: string }>();
  const records = new Map<number, OwnRecord>();

  const read = (value: Loose) => {
    const { entry, seq, as, id, email } = value;
    if (entry === "run" && typeof value.baseUrl === "string") baseUrl ??= value.baseUrl;
    if (entry === "gone" && typeof id === "number") records.delete(id);
    if (typeof seq !== "number") return;
    const intent = intents.get(seq);
    if (entry === "intent" && isAlias(as))
      intents.set(seq, { as, email: typeof email === "string" ? email : undefined });
    if (entry === "made" && isAlias(as) && typeof id === "number") {
      intents.delete(seq);
      records.set(id, { id, as });
    }
    if (entry === "refused") {
      intents.delete(seq);
      if (intent?.email !== undefined) refused.set(seq, { as: intent.as, email: intent.email });
    }
  };

  for await (const line of lines) {
    try {
      const value: unknown = JSON.parse(line);
      // Any object can be looked at as names and values.
      if (typeof value === "object" && value !== null) read(value as Loose);
    } catch {
      // Torn by a crash.
    }
  }
  return {
    baseUrl,
    records: [...records.values()],
    unresolved: [...intents.values()],
    refused: [...refused.values()],
  };
};
