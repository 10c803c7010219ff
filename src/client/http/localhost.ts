import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";

const loopback: readonly LookupAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

const isLocalhost = (hostname: string): boolean => /(^|\.)localhost\.?$/i.test(hostname);

/**
 * Looks a name up as the system does, and knows both loopback addresses of `localhost`, of which many systems name one alone:
 * with `autoSelectFamily` the other is tried where nothing listens on the first.
 * @see RFC 6761 section 6.3
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  if (options.all !== true || !isLocalhost(hostname)) return systemLookup(hostname, options, callback);
  systemLookup(hostname, { ...options, all: true }, (_, addresses) => {
    const known: readonly LookupAddress[] = addresses ?? [];
    const others = loopback.filter(({ address }) => known.every((one) => one.address !== address));
    callback(null, [...known, ...others]);
  });
};
