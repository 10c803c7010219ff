/** The parts that have a value: an option that is left out and one that is `undefined` are not the same to its reader. */
export const defined = <Parts extends object>(
  parts: Parts,
): { [Name in keyof Parts]?: Exclude<Parts[Name], undefined> } => {
  const kept: { [Name in keyof Parts]?: Exclude<Parts[Name], undefined> } = {};
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) Object.assign(kept, { [name]: value });
  return kept;
};
