const readable = [
  ...["Total", "Pages", "Page", "Limit"].map((name) => `X-Pagination-${name}`),
  ...["Current", "Next", "Previous"].map((name) => `X-Links-${name}`),
  ...["Limit", "Remaining", "Reset"].map((name) => `X-RateLimit-${name}`),
];

/**
 * What lets a page of any origin read an answer, in the form of rack-cors, which is usual for such a service; the exact
 * values were never seen (facts 11.3, open). @see facts 6.7, facts 12.8
 */
export const corsHeaders: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
  "Access-Control-Expose-Headers": readable.join(", "),
  "Access-Control-Max-Age": "7200",
};

/** The headers that answer a browser's preflight request; undefined for any other request. */
export const preflightHeaders = ({ method, headers }: Request): Readonly<Record<string, string>> | undefined => {
  if (method !== "OPTIONS" || !headers.has("access-control-request-method")) return undefined;
  const requested = headers.get("access-control-request-headers");
  return requested === null ? corsHeaders : { ...corsHeaders, "Access-Control-Allow-Headers": requested };
};
