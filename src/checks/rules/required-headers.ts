import { holds, violated } from "../../contract/verdict.ts";
import { named, wasKept } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { rule } from "../rule.ts";

export const requiredHeaders = rule({
  id: "required-headers",
  sentence: "a list carries all its pagination headers and links, empty where there is no neighbour",
  clause: "every answer",
  level: "must",
  sources: ["guide G7", "facts 5.5", "facts 5.6"],
  judge: (view) => {
    const required = view.answer.spec?.headers.filter(({ required, key }) => required && wasKept(view, key)) ?? [];
    if (required.length === 0) return undefined;
    const list = listPageOf(view);
    // What a list says of itself beyond its last page, or for a page that is no number, is open (facts 11.8).
    if (list !== undefined && !isWithin(list)) return undefined;
    for (const { key, name } of required) {
      if (view.answer.headers.has(key)) continue;
      return violated(`the header ${name}`, `none with ${view.answer.status} to ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});
