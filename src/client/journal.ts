import { defined } from "../contract/defined.ts";
import type { Exchange, HistoryEvent, Sent, TokenAlias } from "../contract/exchange.ts";
import { followRecords, lookedUpIn, OwnRecords, usersIn } from "../contract/own-records.ts";
import { routeOf } from "../contract/route.ts";

/**
 * A write-ahead journal of the records a run makes: what it means to make is on disk before the request leaves, so that
 * after any crash the next run knows what may be left. One line of JSON an entry; no token is ever in it.
 */
type JournalEntry =
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
  /** Creates that left, and of which it is unknown whether they happened. */
  readonly unsure: () => number;
}

interface Intent {
  readonly as: TokenAlias;
  readonly email: string | undefined;
}

interface OwnRecord {
  readonly id: number;
  readonly as: TokenAlias;
}

const isCreate = ({ request }: Sent) => routeOf(request)?.operation.id === "createUser";

/**
 * Makes a journal for one run.
 * @param append writes a line with its end and returns when it is on disk; what it throws keeps a create from leaving
 * @param isMarked whether an e-mail bears our mark: what a list by any other shows was there before
 * @param onlyMarked creates of other e-mails are another tool's, to be deleted by it
 */
export const createJournal = (
  append: (line: string) => void,
  run: { readonly baseUrl: string; readonly startedAt: string },
  isMarked: (email: string) => boolean,
  onlyMarked = false,
): Journal => {
  const own = new OwnRecords();
  const unsure = new Map<number, Intent>();
  /** Of those, the ones whose answer will not come any more. */
  const lost = new Set<number>();
  let begun = false;
  const write = (entry: JournalEntry) => {
    if (!begun) {
      begun = true;
      append(`${JSON.stringify({ entry: "run", version: 1, ...run } satisfies JournalEntry)}\n`);
    }
    append(`${JSON.stringify(entry)}\n`);
  };
  /** A list by its e-mail shows what became of a create that got lost. */
  const lookUp = (exchange: Exchange): void => {
    const { email, ids } = lookedUpIn(exchange) ?? {};
    if (email === undefined) return;
    for (const seq of lost) {
      const intent = unsure.get(seq);
      if (intent?.email?.toLowerCase() !== email || intent.as !== exchange.request.token) continue;
      lost.delete(seq);
      unsure.delete(seq);
      const id = isMarked(email) ? ids?.[0] : undefined;
      write(id === undefined ? { entry: "refused", seq } : { entry: "made", seq, as: intent.as, id });
      if (id !== undefined) own.set(id, intent.as);
    }
  };
  return {
    beforeSend: (sent) => {
      if (!isCreate(sent)) return;
      const email = usersIn(sent.request.body)[0]?.email;
      if (onlyMarked && !isMarked(email ?? "")) return;
      unsure.set(sent.seq, { as: sent.request.token, email });
      write({
        entry: "intent",
        seq: sent.seq,
        as: sent.request.token,
        ...defined({ email }),
      });
    },
    listener: (event) => {
      if (event.type !== "done") return;
      const { seq, request } = event.exchange;
      if (onlyMarked && isCreate(event.exchange) && !unsure.has(seq)) return;
      const change = followRecords(own, event.exchange);
      if (change?.kind === "unsure") lost.add(seq);
      if (lost.size > 0) lookUp(event.exchange);
      if (change?.kind === "made" || change?.kind === "refused") unsure.delete(seq);
      if (change?.kind === "made") write({ entry: "made", seq, as: request.token, id: change.id });
      if (change?.kind === "refused") write({ entry: "refused", seq });
      if (change?.kind === "gone") write({ entry: "gone", id: change.id });
    },
    left: () => [...own].map(([id, as]) => ({ id, as })),
    unsure: () => unsure.size,
  };
};

/** What a journal says may be left on the service. */
export interface Leftovers {
  /** Undefined: the journal is empty. */
  readonly baseUrl: string | undefined;
  readonly records: readonly OwnRecord[];
  /** Creates of unknown end: a record with this e-mail may exist. Without an e-mail only the run's marker can find it. */
  readonly unresolved: readonly Intent[];
  /** Creates that were refused: a record with this e-mail exists only if the service is at fault. */
  readonly refused: readonly { readonly as: TokenAlias; readonly email: string }[];
}

type Loose = { readonly [name: string]: unknown };

const aliases: readonly string[] = ["A", "B", "anonymous", "invalid", "unknown"] satisfies readonly TokenAlias[];
const isAlias = (value: unknown): value is TokenAlias => typeof value === "string" && aliases.includes(value);

/** Reads a journal back. A torn last line is what a crash leaves; other lines that are no entry are passed over too: it is a help for cleaning up, and half of it helps more than none. */
export const foldJournal = async (lines: AsyncIterable<string> | Iterable<string>): Promise<Leftovers> => {
  let baseUrl: string | undefined;
  const intents = new Map<number, Intent>();
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
