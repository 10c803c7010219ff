/** How sure an entry is; `promised` by the guide. */
type Confidence = "promised" | "high" | "medium" | "low" | "settled" | "open";

/** One numbered entry of docs/facts.md. */
export interface Fact {
  /** "guide G4", "facts 5.3". */
  readonly key: string;
  readonly anchor: string;
  readonly sentence: string;
  readonly confidence: Confidence;
  /** Confidence, sources and dates as the page has them: "high · 5 sources · 2023-04 to 2025-12". */
  readonly basis: string;
  /** Why no rule judges it, or a part of it; "yet" alone: a rule could. */
  readonly notJudged: string | undefined;
  /** Why no property exercises the rules that judge it. */
  readonly notExercised: string | undefined;
}

const entry = /^- <a id="([a-z0-9-]+)"><\/a>\*\*((?:guide|facts) [A-Z0-9.]+)\*\* (.+)\n((?: {2}.+\n)*)/gm;
const levels = ["high", "medium", "low", "settled", "open"] as const;

const factOf = (anchor: string, key: string, sentence: string, rest: string): Fact => {
  if (anchor !== key.toLowerCase().replaceAll(/[ .]/g, "-"))
    throw new Error(`docs/facts.md: ${key}: its anchor is ${anchor}`);
  const promised = key.startsWith("guide");
  const basis = promised ? "promised by the guide" : (/^ {2}\*([^*\n]+)\*/.exec(rest)?.[1] ?? "");
  const confidence = promised ? "promised" : levels.find((level) => basis.startsWith(level));
  if (confidence === undefined)
    throw new Error(`docs/facts.md: ${key}: the line below it does not begin with ${levels.join(", ")}`);
  const reason = (label: "Not judged" | "Not exercised") =>
    new RegExp(`^ {2}${label}(?:: | )((?:.|\\n)+?)\\n(?! {2}(?!Not ))`, "m")
      .exec(`${rest}\n`)?.[1]
      ?.replaceAll(/\n */g, " ");
  return {
    key,
    anchor,
    sentence,
    confidence,
    basis,
    notJudged: reason("Not judged"),
    notExercised: reason("Not exercised"),
  };
};

/** The entries of docs/facts.md, in its order. Throws where one cannot be read. */
export const parseFacts = (page: string): readonly Fact[] => {
  const facts = [...page.matchAll(entry)].map(([, anchor = "", key = "", sentence = "", rest = ""]) =>
    factOf(anchor, key, sentence, rest),
  );
  const begun = page.match(/^- <a id/gm)?.length ?? 0;
  if (facts.length !== begun) throw new Error(`docs/facts.md: ${begun} entries begin, ${facts.length} can be read`);
  return facts;
};

/** src/contract/facts.gen.ts without its banner: what a report quotes of each entry. */
export const factsModule = (facts: readonly Fact[]): string =>
  [
    "export const facts = {",
    ...facts.map(
      ({ key, sentence, basis }) => `  ${JSON.stringify(key)}: ${JSON.stringify(`${sentence} (${basis})`)},`,
    ),
    "} as const;",
    "",
  ].join("\n");
