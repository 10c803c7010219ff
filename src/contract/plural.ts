/** A count with its noun: "1 record", "2 records". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What stays on a service, as a clause: "1 record is left". */
export const areLeft = (count: number, one = "record"): string =>
  `${plural(count, one)} ${count === 1 ? "is" : "are"} left`;
