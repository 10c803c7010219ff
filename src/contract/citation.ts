import { facts } from "./facts.gen.ts";

/** The number of an entry of docs/facts.md: "guide G4", "facts 5.3". */
type Citation = keyof typeof facts;

/** Where a sentence of the contract comes from. */
export type Source = Citation | `RFC ${number} ${string}`;

const texts: { readonly [source: string]: string | undefined } = facts;

/** What the entry says, how sure it is and since when; undefined for an RFC, and for what a saved run cited otherwise. */
export const factText = (source: string): string | undefined =>
  Object.hasOwn(texts, source) ? texts[source] : undefined;

/** The entries among the sources with what they say, each once, in the order of docs/facts.md. */
export const factsAmong = (sources: readonly string[]): readonly (readonly [source: string, text: string])[] => {
  const cited = new Set(sources);
  return Object.entries(facts).filter(([source]) => cited.has(source));
};

/** Each source with what it says, for a reader who has only the report. */
export const quotedSources = (sources: readonly string[]): readonly string[] =>
  sources.map((source) => {
    const text = factText(source);
    return text === undefined ? source : `${source}: ${text}`;
  });
