import type { HeaderSpec } from "../../contract/document.ts";
import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import type { View } from "../rule.ts";
import { rule } from "../rule.ts";

/** Headers that may rightly be sent in several lines. */
const lists = new Set(["vary", "cache-control"]);

const valuesOf = (view: View, { key }: HeaderSpec): readonly string[] =>
  view.answer.raw.headers.flatMap(([name, value]) => (name === key ? [value.trim()] : []));

/** A gateway that limits by itself adds its own headers to the service's: several values, each of its type. */
const mayBeTwoLimiters = (view: View, header: HeaderSpec): boolean => {
  if (!header.key.startsWith("x-ratelimit-")) return false;
  const values = valuesOf(view, header).flatMap((line) => line.split(",").map((value) => value.trim()));
  return values.length > 1 && values.every((value) => header.check(value) === undefined);
};

const misfit = (view: View, header: HeaderSpec): string | undefined => {
  const joined = view.answer.headers.get(header.key);
  if (joined === undefined || lists.has(header.key)) return undefined;
  // Several lines of one name are joined by commas.
  if (!joined.includes(",")) return header.check(joined.trim());
  const values = valuesOf(view, header);
  if (new Set(values).size > 1) return "one value";
  return header.check(values[0] ?? "");
};

export const headerTypes = rule({
  id: "header-types",
  sentence: "each documented header has a value of its type, once",
  clause: "every answer",
  level: "must",
  sources: ["guide G7", "guide G8", "facts 5.5", "facts 6.2", "facts 6.5", "facts 7.2"],
  judge: (view) => {
    const { spec, headers, raw, status } = view.answer;
    if (spec === undefined || raw.headers.length === 0) return undefined;
    const list = spec.headers.some(({ key }) => key === "x-links-current") ? listPageOf(view) : undefined;
    // What a list says of itself beyond its last page, or for a page that is no number, is open (facts 11.8).
    const openLinks = list !== undefined && !isWithin(list);
    let judged = false;
    let twice = false;
    for (const header of spec.headers) {
      if (!headers.has(header.key) || (openLinks && /^x-(links|pagination)-/.test(header.key))) continue;
      judged = true;
      const wanted = misfit(view, header);
      if (wanted === undefined) continue;
      if (mayBeTwoLimiters(view, header)) {
        twice = true;
        continue;
      }
      const received = `${header.name}: ${quote(headers.get(header.key))} with ${status} to ${named(view)}`;
      return violated(`${header.name}: ${wanted}`, received, [view.seq]);
    }
    if (twice) return inconclusive("X-RateLimit headers come twice: a gateway in front may have added its own");
    return judged ? holds : undefined;
  },
});
