import { routeOf } from "../../contract/route.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { listOperations } from "../operations.ts";
import { rule, type View } from "../rule.ts";

/** The page a link leads to, or what is wrong with it. Other parameters are open (facts 11.8). */
const pageIn = (link: string, { operation }: View): number | string => {
  if (!URL.canParse(link) || !/^https?:/i.test(link)) return "an absolute URL";
  const { searchParams } = new URL(link);
  const to = routeOf({ method: "GET", url: link })?.operation;
  // From a list below a parent the links lead to the collection of all; whether they always do is no matter.
  if (to?.action !== "list" || to.resource !== operation?.resource) return "a URL of the list";
  // Given twice, which of them counts is each reader's own affair.
  const [page = "", another] = searchParams.getAll("page");
  if (another !== undefined) return "a URL with one page";
  return /^\d{1,9}$/.test(page) ? Number(page) : "a URL with a page";
};

export const linksFollowPages = rule({
  id: "links-follow-pages",
  sentence: "the links name this page, the next one and the one before, and nothing where there is none",
  clause: "lists",
  level: "must",
  sources: ["facts 5.6", "facts 5.7"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    if (list?.page === undefined || list.total === undefined || list.limit === undefined || !isWithin(list)) {
      return undefined;
    }
    const { page, total, limit } = list;
    const pages = Math.ceil(total / limit);
    // The header that counts pages may be wrong for itself; another rule says so.
    if (list.pages !== undefined && list.pages !== pages && list.pages !== Math.max(1, pages)) return undefined;
    // A page with rows beyond the total: some other rule's, or others deleting; which links are right then is unclear.
    if (page > Math.max(1, pages)) return undefined;
    const wanted = {
      "X-Links-Current": page,
      "X-Links-Next": page < pages ? page + 1 : undefined,
      "X-Links-Previous": page > 1 ? page - 1 : undefined,
    };
    let judged = false;
    for (const [name, to] of Object.entries(wanted)) {
      const link = view.answer.headers.get(name.toLowerCase())?.trim();
      if (link === undefined) continue;
      judged = true;
      const received = `${name}: ${quote(link)} on page ${page} of ${pages} in ${named(view)}`;
      if (to === undefined) {
        if (link !== "") return violated(`an empty ${name}`, received, [view.seq]);
        continue;
      }
      const found = pageIn(link, view);
      if (found === to) continue;
      return violated(`${name}: ${typeof found === "string" ? found : `page=${to}`}`, received, [view.seq]);
    }
    return judged ? holds : undefined;
  },
});
