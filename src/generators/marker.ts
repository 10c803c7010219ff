/**
 * Every record we make carries a mark in its e-mail, so that it can be distinguished from other programs' records, found by one filter,
 * and swept by a later run: `ada.n3.c12.ghx1a2b3c4d@example.com` is the third e-mail of case 12 of the run 1a2b3c4d.
 * All domains are reserved (RFC 2606), or lie below a last label with digits, which no registry may give out: no mail can ever
 * reach a person.
 */
export interface Marker {
  /** `ghx` and eight characters of this run alone; contained in every e-mail it makes. */
  readonly run: string;
  /** A filter text that matches the e-mails of one case only. */
  forCase(caseNumber: number): string;
  /** An unused e-mail. `local` decorates it: letters, digits and dots. */
  email(caseNumber: number, local: string, domain?: ReservedDomain): string;
  /** Whether only this run can have made the text: it contains the run's mark. */
  isOurs(text: string): boolean;
}

/** Labels nearly as long as may be (RFC 1035): with a long local part an e-mail there has nearly the two hundred characters of facts 1.8. */
export const roomyDomain =
  "a-house-whose-name-takes-all-the-room-that-a-label-of-dns-has.in-a-street-whose-name-is-hardly-any-shorter-than-that.example";

/** A last label with digits, as the service itself gives out. @see facts 1.9 */
export const digitsDomain = "mail.example460";

export const reservedDomains = [
  "example.com",
  "example.org",
  "example.net",
  "mail.example",
  "b2b.test",
  "Example.COM",
  roomyDomain,
  digitsDomain,
] as const;
export type ReservedDomain = (typeof reservedDomains)[number];

/** What `sweep` may touch: an e-mail some run of ours has made, at a reserved domain. */
export const isMarked = (email: string): boolean =>
  /^[^@\s]+\.n\d+\.c\d+\.ghx[0-9a-z]{8}@(?:example\.(?:com|org|net)|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:example(?:460)?|test))$/i.test(
    email,
  );

/** Text that finds the records of every run. */
export const anyRun = ".ghx";

/** @param nonce eight characters of [0-9a-z], new for each run against shared data */
export const createMarker = (nonce: string): Marker => {
  if (!/^[0-9a-z]{8}$/.test(nonce)) throw new RangeError("a marker's nonce is eight characters of [0-9a-z]");
  const run = `ghx${nonce}`;
  let count = 0;
  return {
    run,
    forCase: (caseNumber) => `.c${caseNumber}.${run}`,
    email: (caseNumber, local, domain = "example.com") => `${local}.n${++count}.c${caseNumber}.${run}@${domain}`,
    isOurs: (text) => text.toLowerCase().includes(run),
  };
};

/** Eight characters of [0-9a-z] from a number. */
export const nonceOf = (seed: number): string => (seed >>> 0).toString(36).padStart(8, "0").slice(-8);
