import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { rule } from "../rule.ts";

const isOfPages = (name: string) => name.startsWith("x-pagination-") || name.startsWith("x-links-");

export const onlyListsHavePages = rule({
  id: "only-lists-have-pages",
  sentence: "what is no list carries no pagination headers and no links",
  clause: "lists",
  level: "must",
  sources: ["facts 5.5"],
  judge: (view) => {
    const { status, headers } = view.answer;
    // A list that was not modified may repeat what it said.
    if (view.operation?.action === "list" && status < 400) return undefined;
    if (view.exchange.gaps?.headers === true) return undefined;
    for (const name of headers.keys()) {
      if (!isOfPages(name)) continue;
      return violated("no pagination headers", `${name} with ${status} to ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});
