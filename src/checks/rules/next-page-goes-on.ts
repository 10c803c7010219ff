import type { ObservedRequest } from "../../contract/observation.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named } from "../evidence.ts";
import { idsIn, listPageOf, slack } from "../lists/list-page.ts";
import { queryWithout } from "../lists/list-query.ts";
import { statefulRule, type View } from "../rule.ts";

interface Page {
  readonly page: number;
  /** Creates and updates finished when it was requested: all others may have come after it. */
  readonly writesBefore: number;
  readonly ids: ReadonlySet<number>;
  readonly seq: number;
  readonly endUs: number;
}

interface State {
  readonly pages: Map<string, Page>;
  /** Creates and updates: each may bring one more user to the front. */
  sent: number;
  done: number;
  /** Those done when a list that is under way was requested, by its number. */
  readonly doneBefore: Map<number, number>;
}

const kept = 50;
/** What others create between two reads pushes rows on to the next page: this share of a page is more than that. */
const tolerance = 0.25;

const isWrite = ({ operation }: ObservedRequest): boolean =>
  operation?.id === "createUser" || operation?.id === "putUser" || operation?.id === "patchUser";

/** The caller and the query without the page. */
const keyOf = ({ token, query }: View): string => `${token} ${queryWithout(query, "page")}`;

/** Holds for lists of public users too, where only what others can't have done counts. */
export const nextPageGoesOn = statefulRule({
  id: "next-page-goes-on",
  sentence: "a page begins where the one before ended, whatever the page size",
  clause: "lists",
  level: "must",
  sources: ["guide G7"],
  on: ["listUsers"],
  statuses: [200],
  start: (): State => ({ pages: new BoundedMap(kept), sent: 0, done: 0, doneBefore: new Map() }),
  sent: (request, state) => {
    if (isWrite(request)) state.sent++;
    else if (request.operation?.id === "listUsers") state.doneBefore.set(request.seq, state.done);
  },
  onSkipped: (observation, state) => {
    if (isWrite(observation)) state.done++;
    state.doneBefore.delete(observation.seq);
    return undefined;
  },
  judge: (view, state) => {
    const { pages } = state;
    const writesBefore = state.doneBefore.get(view.seq) ?? 0;
    state.doneBefore.delete(view.seq);
    // Between two entries of a recording that is not whole, any number of users may have been created.
    if (view.exchange.gaps?.before === true) return undefined;
    const list = listPageOf(view);
    if (list?.page === undefined || list.limit === undefined || view.token === "unknown") return undefined;
    const { page, limit, rows } = list;
    const key = keyOf(view);
    const before = pages.get(key);
    const ids = idsIn(view);
    pages.delete(key);
    pages.set(key, { page, ids, writesBefore, seq: view.seq, endUs: view.endUs });
    if (before === undefined || before.page !== page - 1 || view.sent.startUs < before.endUs) return undefined;
    if (rows.length === 0 || before.ids.size === 0) return undefined;
    let again = 0;
    for (const id of ids) if (before.ids.has(id)) again++;
    const own = state.sent - before.writesBefore;
    if (again <= Math.max(slack, limit * tolerance) + own) return holds;
    return violated(
      `none of the ${before.ids.size} users of page ${before.page}, but for those that others have pushed on`,
      `${again} of them again on page ${page} in ${named(view)}`,
      [before.seq, view.seq],
    );
  },
});
