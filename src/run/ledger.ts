import type { TokenAlias } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { HistoryEvent } from "../contract/history.ts";
import { followRecords, type OwnRecords } from "../contract/own-records.ts";

/** What this run has made and not yet deleted, from the answers alone: cleaning up must not depend on any belief. */
export interface Ledger {
  event(event: HistoryEvent): void;
  /** Records to delete, oldest first, with who made them. */
  open(): readonly { readonly id: number; readonly as: TokenAlias }[];
  readonly created: number;
  readonly deleted: number;
  /** Creates that may have worked without our seeing it: only a list by marker can show it. */
  readonly unsure: number;
  /** Requests without an answer of the service: cleaning up may have to send them again. */
  readonly lost: number;
  /** Takes in a record found by its marker. */
  found(id: number, as: TokenAlias): void;
  /** The service has shown all records that bear the marker. */
  settled(): void;
}

export const createLedger = (): Ledger => {
  const records: OwnRecords = new Map();
  let created = 0;
  let deleted = 0;
  let unsure = 0;
  let lost = 0;
  return {
    event: (event) => {
      if (event.type !== "done") return;
      const { outcome } = event.exchange;
      // An error that was asked for is no sign that cleaning up will meet one.
      const asked = event.exchange.request.url.includes("force_status=");
      if (!asked && (!isServiceWord(event.exchange) || (outcome.kind === "answer" && outcome.status >= 502))) lost++;
      const change = followRecords(records, event.exchange);
      if (change?.kind === "made") created++;
      if (change?.kind === "gone") deleted++;
      if (change?.kind === "unsure") unsure++;
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
