import type { Answer, Failure } from "../../contract/exchange.ts";

/** Longest failure message kept; servers can put any text into one (a status line in a parser error). */
const longest = 300;

/** Server or system text as one plain line: no control characters, no line or direction separators, not endless. */
const oneLine = (text: string): string => {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
};

/** Codes after which the request certainly never reached an application: there was no connection, or no trusted one. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_INVALID_ARG"]);
const timeCodes = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  if ("cause" in error) return codeOf(error.cause);
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
};

const unknownAuthority =
  "its certificate is of no authority known here; NODE_EXTRA_CA_CERTS=FILE adds one, such as a proxy's that opens TLS";

/** Says in our words what a low-level error means; its own words are often empty (AggregateError) or cryptic. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing accepts connections there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed while we sent",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_HEADERS_OVERFLOW: "the response headers are larger than we accept",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the body is not as long as Content-Length says",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  ERR_SSL_WRONG_VERSION_NUMBER: "what answers there speaks no TLS; should the address begin with http://?",
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
};

/** OpenSSL's "804C…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…c:350:", without its innards. */
const withoutInnards = (text: string): string =>
  text.replace(/[0-9A-F]+:error:[0-9A-F]+:([^:]*):[^:]*:([^:]*):.*/s, "$1: $2");

/** An error of the network layer as a {@link Failure}. @param sent whether the request may have left */
export const failureOf = (error: unknown, sent: boolean, partial?: Answer): Failure => {
  const code = codeOf(error);
  const own = withoutInnards(error instanceof Error ? error.message : String(error));
  const known = code === undefined ? undefined : words[code];
  const message = oneLine(
    known === undefined ? own || code || "unknown error" : own && own !== known ? `${known} (${own})` : known,
  );
  return {
    kind: "failure",
    fault: code !== undefined && timeCodes.has(code) ? "time" : "transport",
    message,
    ...(code === undefined ? {} : { code: oneLine(code) }),
    maybeDone: sent && !(code !== undefined && neverSent.has(code)),
    ...(partial === undefined ? {} : { partial }),
  };
};

export const timeoutFailure = (timeoutMs: number, sent: boolean, partial?: Answer): Failure => ({
  kind: "failure",
  fault: "time",
  message: `no complete answer within ${timeoutMs} ms`,
  maybeDone: sent,
  ...(partial === undefined ? {} : { partial }),
});

export const abortedFailure = (sent: boolean, partial?: Answer): Failure => ({
  kind: "failure",
  fault: "aborted",
  message: "given up by the caller",
  maybeDone: sent,
  ...(partial === undefined ? {} : { partial }),
});
