import { distance } from "fastest-levenshtein";
import { UsageError } from "./fail.ts";

/** The name that was most likely meant; undefined: none is near. */
const nearest = (name: string, names: readonly string[]): string | undefined => {
  const [best] = names.map((each) => ({ each, far: distance(name, each) })).sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= Math.max(2, name.length * 0.4) ? best.each : undefined;
};

/**
 * The entry of a catalogue that a flag names.
 * @param list the command that names them all; default: they are named in the message
 * @throws UsageError with the nearest name where there is none such
 */
export const named = <Entry extends { readonly id: string }>(
  flag: string,
  name: string,
  entries: readonly Entry[],
  list?: string,
): Entry => {
  const found = entries.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const ids = entries.map(({ id }) => id);
  const near = nearest(name, ids);
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  const all = list === undefined ? ` the names are ${ids.join(", ")}` : ` ${list} names them`;
  throw new UsageError(`${flag} ${name}: there is none of that name${advice === "" ? `;${all}` : advice}`);
};
