import { saysGone } from "../client/journal.ts";
import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { HistoryEvent } from "../contract/history.ts";

/** What this run has made and not yet deleted, from the answers alone: cleaning up must not depend on any belief. */
export interface Ledger {
  event(event: HistoryEvent): void;
  /** Records to delete, oldest first, with who made them. */
  open(): readonly { readonly id: number; readonly as: TokenAlias }[];
  readonly created: number;
  readonly deleted: number;
  /** Creates that may have worked without our seeing it: only a list by marker can tell. */
  readonly unsure: number;
  /** Requests that nobody answered, or only a gateway: cleaning up may have to ask again. */
  readonly lost: number;
  /** Takes in a record found by its marker. */
  found(id: number, as: TokenAlias): void;
  /** The service has shown all records that bear the marker. */
  settled(): void;
}

const usersPath = /\/users\/(\d+)\/?$/;

/** The id of the user an answer to POST has made. */
export const createdId = (exchange: Exchange): number | undefined => {
  const { outcome, request } = exchange;
  if (request.method !== "POST" || outcome.kind !== "answer" || outcome.status < 200 || outcome.status >= 300)
    return undefined;
  const location = outcome.headers.find(([name]) => name === "location")?.[1];
  const fromLocation = Number(location?.match(usersPath)?.[1] ?? Number.NaN);
  try {
    const body: unknown = JSON.parse(outcome.body);
    const id = typeof body === "object" && body !== null && "id" in body ? Number(body.id) : Number.NaN;
    if (Number.isSafeInteger(id) && id > 0) return id;
  } catch {
    // The Location may still name it.
  }
  return Number.isSafeInteger(fromLocation) && fromLocation > 0 ? fromLocation : undefined;
};

export const createLedger = (): Ledger => {
  const records = new Map<number, TokenAlias>();
  let created = 0;
  let deleted = 0;
  let unsure = 0;
  let lost = 0;
  return {
    event: (event) => {
      if (event.type !== "done") return;
      const { request, outcome } = event.exchange;
      const spoken = isServiceWord(event.exchange);
      if (!spoken || (outcome.kind === "answer" && outcome.status >= 502)) lost++;
      const path = new URL(request.url).pathname;
      if (request.method === "POST" && path.endsWith("/users")) {
        const id = createdId(event.exchange);
        if (id !== undefined) {
          created++;
          records.set(id, request.token);
        } else if (
          outcome.kind === "failure" ? outcome.maybeDone : !spoken || outcome.status < 300 || outcome.status >= 500
        ) {
          unsure++;
        }
      } else if (request.method === "DELETE" && saysGone(event.exchange)) {
        const id = Number(path.match(usersPath)?.[1] ?? Number.NaN);
        // A 404 counts only from its owner: to anybody else it says nothing.
        if (records.get(id) === request.token) {
          records.delete(id);
          deleted++;
        }
      }
    },
    open: () => [...records].map(([id, as]) => ({ id, as })),
    get created() {
      return created;
    },
    get deleted() {
      return deleted;
    },
    get lost() {
      return lost;
    },
    get unsure() {
      return unsure;
    },
    found: (id, as) => {
      records.set(id, as);
    },
    settled: () => {
      unsure = 0;
    },
  };
};
