import { answerOf, type Exchange, type HistoryEvent, type TokenAlias } from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import { followRecords, OwnRecords, usersIn } from "../contract/own-records.ts";
import { isMarked } from "../generators/marker.ts";

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
  /** Errors of the service's own that no request named: cleaning up may meet as many of a hundred requests. */
  readonly errors: number;
  /** Creates refused since their e-mail was taken, though it was known of no user of ours: the user may be ours. */
  readonly hidden: number;
  /** Of those, the ones whose user was found. */
  readonly doubled: number;
  /** Takes in a record found by its marker. */
  found(id: number, as: TokenAlias, email: string): void;
  /** The service has shown all records that bear the marker. */
  settled(): void;
}

const emailIn = (body: string | undefined): string | undefined => usersIn(body)[0]?.email?.toLowerCase();

/** The e-mail of ours that this create was refused for. */
const takenIn = (exchange: Exchange): string | undefined => {
  const answer = answerOf(exchange);
  if (answer?.status !== 422 || !answer.body.includes("taken") || !isServiceAnswer(exchange)) return undefined;
  const email = emailIn(exchange.request.body);
  return email !== undefined && isMarked(email) ? email : undefined;
};

export const createLedger = (): Ledger => {
  const records = new OwnRecords();
  let created = 0;
  let deleted = 0;
  let unsure = 0;
  let lost = 0;
  let errors = 0;
  let doubled = 0;
  const emails = new Set<string>();
  const hidden = new Set<string>();
  return {
    event: (event) => {
      if (event.type !== "done") return;
      const { outcome } = event.exchange;
      // An error that the request named is no sign that cleaning up will meet one.
      const forced = event.exchange.request.url.includes("force_status=");
      if (!forced && (!isServiceAnswer(event.exchange) || (outcome.kind === "answer" && outcome.status >= 502))) lost++;
      else if (!forced && outcome.kind === "answer" && outcome.status >= 500) errors++;
      const change = followRecords(records, event.exchange);
      if (change?.kind === "made") created++;
      if (change?.kind === "gone") deleted++;
      if (change?.kind === "unsure") unsure++;
      if (change?.kind === "refused") {
        const taken = takenIn(event.exchange);
        if (taken !== undefined && !emails.has(taken)) hidden.add(taken);
      } else if (change?.kind === "unsure" || (outcome.kind === "answer" && outcome.status < 300)) {
        const sent = emailIn(event.exchange.request.body);
        if (sent !== undefined) {
          emails.add(sent);
          // The other of two at once made it.
          hidden.delete(sent);
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
    get errors() {
      return errors;
    },
    get unsure() {
      return unsure;
    },
    get hidden() {
      return hidden.size;
    },
    get doubled() {
      return doubled;
    },
    found: (id, as, email) => {
      records.set(id, as);
      if (hidden.delete(email.toLowerCase())) doubled++;
    },
    settled: () => {
      unsure = 0;
      hidden.clear();
    },
  };
};
