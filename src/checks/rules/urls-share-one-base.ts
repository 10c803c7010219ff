import { memoizeLast } from "../../contract/memoize-last.ts";
import { placeOf } from "../../contract/route.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named, quote } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";

const names = ["location", "x-links-current", "x-links-next", "x-links-previous"];

interface Base {
  readonly text: string;
  readonly url: URL;
}

/** Scheme, host and what lies before the API's own path; undefined where the text is no URL of the API. */
const readBase = (text: string): Base | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const place = placeOf(url.pathname);
  return place === undefined ? undefined : { text: url.origin + place.basePath, url };
};

/** The links of a list are alike but for their queries. */
const baseOfPath = memoizeLast(readBase);
const baseOf = (text: string): Base | undefined => baseOfPath(text.split("?", 1)[0] ?? text);
const requestedOf = memoizeLast((text: string) => new URL(text));

const shown = (name: string, value: string, view: View): string => `${name}: ${quote(value)} in ${named(view)}`;

/** The host may be a public name that we do not know, as long as it is the same everywhere. */
export const urlsShareOneBase = statefulRule({
  id: "urls-share-one-base",
  sentence: "Location and the links of lists lead to one and the same host, scheme and base path",
  clause: "every answer",
  level: "must",
  sources: ["facts 3.1", "facts 5.7"],
  on: ["listUsers", "createUser"],
  statuses: [200, 201],
  start: () => new BoundedMap<string, { readonly base: string; readonly seq: number }>(100),
  judge: (view, known) => {
    let found: RuleOutcome | undefined;
    const requested = requestedOf(view.sent.request.url);
    for (const name of names) {
      const value = view.answer.headers.get(name);
      if (value === undefined || value === "") continue;
      const base = baseOf(value);
      if (base === undefined) continue;
      // Whoever follows it sends the token where anyone on the way can read it.
      if (base.url.protocol === "http:" && requested.protocol === "https:" && base.url.host === requested.host)
        return violated("a URL with https", shown(name, value, view), [view.seq]);
      const before = known.get(requested.origin);
      if (before === undefined) known.set(requested.origin, { base: base.text, seq: view.seq });
      else if (before.base !== base.text)
        return violated(`a URL that begins with ${quote(before.base)}`, shown(name, value, view), [
          before.seq,
          view.seq,
        ]);
      found = holds;
    }
    return found;
  },
});
