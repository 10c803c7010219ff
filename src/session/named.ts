import { distance } from "fastest-levenshtein";
import { UsageError } from "./fail.ts";

/** The name that was most likely meant; undefined: none is near. */
export const nearest = (name: string, names: readonly string[]): string | undefined => {
  const [best] = names.map((each) => ({ each, far: distance(name, each) })).sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= Math.min(name.length / 2, Math.max(2, name.length * 0.4))
    ? best.each
    : undefined;
};

/**
 * What to say of a name that no entry of a catalogue has: one line, however many there are.
 * @param list the command or file that lists them all
 */
export const unknownName = (flag: string, name: string, ids: readonly string[], list: string): UsageError => {
  const near = nearest(name, ids);
  const meant = near === undefined ? "" : ` did you mean ${near}?`;
  return new UsageError(`${flag} ${name.slice(0, 60)}: there is none of that name;${meant} ${list} lists them`);
};

/**
 * The entry of a catalogue that a flag names.
 * @throws UsageError with the nearest name where there is none such
 */
export const named = <Entry extends { readonly id: string }>(
  flag: string,
  name: string,
  entries: readonly Entry[],
  list: string,
): Entry => {
  const found = entries.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw unknownName(
    flag,
    name,
    entries.map(({ id }) => id),
    list,
  );
};
