import { STATUS_CODES } from "node:http";

/** A status that the caller requested, with its phrase. */
export interface Forced {
  readonly status: number;
  readonly phrase: string;
}

/** `?force_status=N` for a real 4xx or 5xx; anything else is ignored. @see facts 8.1, facts 8.2 */
export const forcedStatus = (query: URLSearchParams): Forced | undefined => {
  const text = query.get("force_status");
  if (text === null || !/^[45]\d\d$/.test(text)) return undefined;
  // RFC 9110 renamed 422; the service follows it here and not elsewhere (facts 4.11).
  const phrase = text === "422" ? "Unprocessable Content" : STATUS_CODES[text];
  return phrase === undefined ? undefined : { status: Number(text), phrase };
};

const longestDelayMs = 5000;

/** `?delay=ms`, at most 5,000; bad values are ignored. @see facts 8.1, facts 8.2 */
export const askedDelayMs = (query: URLSearchParams): number | undefined => {
  const text = query.get("delay");
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined;
  const ms = Math.min(longestDelayMs, Number(text));
  return ms > 0 ? ms : undefined;
};
