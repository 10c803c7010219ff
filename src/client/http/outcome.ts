import { isUtf8 } from "node:buffer";
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from "node:zlib";
import type { Draft } from "../../contract/defined.ts";
import { type Answer, bodyLimitBytes, type Failure, type Header } from "../../contract/exchange.ts";

/** Body bytes made readable. */
interface Decoded {
  readonly text: string;
  /** There was more than the recorder keeps. */
  readonly cut: boolean;
  /** Bytes that were not UTF-8 were replaced. */
  readonly mangled: boolean;
  /** The content coding could not be undone: what is wrong, one line. `text` holds what could be read before that. */
  readonly broken: string | undefined;
}

interface Undone {
  readonly bytes: Buffer;
  readonly cut: boolean;
  readonly broken: string | undefined;
}

interface Coding {
  readonly once: (bytes: Buffer, limits: { maxOutputLength: number }) => Buffer;
  readonly stream: () => ReturnType<typeof createGunzip>;
}

/** "deflate" means zlib by RFC 9110, but servers also send it bare; the first byte of zlib data has 8 in its low half. */
const deflateOf = (bytes: Buffer): Coding =>
  ((bytes[0] ?? 8) & 0x0f) === 8
    ? { once: inflateSync, stream: createInflate }
    : { once: inflateRawSync, stream: createInflateRaw };

const codingOf = (name: string, bytes: Buffer): Coding | undefined => {
  if (name === "gzip" || name === "x-gzip") return { once: gunzipSync, stream: createGunzip };
  if (name === "br") return { once: brotliDecompressSync, stream: createBrotliDecompress };
  return name === "deflate" ? deflateOf(bytes) : undefined;
};

/** Undoes a coding as far as it goes: up to the limit, or to where the data breaks. */
const undoAsFarAsItGoes = (coding: Coding, bytes: Buffer, limit: number): Promise<Undone> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stream = coding.stream();
    const finish = (cut: boolean, broken: string | undefined) => {
      stream.destroy();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, limit), cut, broken });
    };
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) finish(true, undefined);
    });
    stream.on("error", (error) => finish(false, error.message));
    stream.on("end", () => finish(false, undefined));
    stream.end(bytes);
  });

const undo = async (coding: Coding, bytes: Buffer, limit: number): Promise<Undone> => {
  try {
    // In one go and without leaving this turn of the event loop, so that a virtual clock cannot jump meanwhile.
    return { bytes: coding.once(bytes, { maxOutputLength: limit }), cut: false, broken: undefined };
  } catch {
    return undoAsFarAsItGoes(coding, bytes, limit);
  }
};

/** A chain longer than this is an attack, not a compression. */
const mostCodings = 4;

/**
 * Makes text of body bytes: undoes the content codings (gzip, deflate, br; unknown ones are left as they are), never
 * holding more than `limit` bytes of output, then reads UTF-8.
 * @param contentEncoding value of the Content-Encoding header
 */
const decodeBody = async (
  raw: Buffer,
  contentEncoding: string | undefined,
  limit = bodyLimitBytes,
): Promise<Decoded> => {
  const codings =
    contentEncoding
      ?.split(",")
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== "" && name !== "identity") ?? [];
  if (codings.length > mostCodings) return { ...textOf(raw, limit), broken: `${codings.length} content codings` };
  let bytes = raw;
  let cut = false;
  let broken: string | undefined;
  for (const name of codings.reverse()) {
    const coding = codingOf(name, bytes);
    if (coding === undefined || bytes.length === 0 || broken !== undefined) break;
    const undone = await undo(coding, bytes, limit);
    bytes = undone.bytes;
    // Once cut, what follows is bound to end early.
    if (!cut && undone.broken !== undefined) broken = `the body is not valid ${name}: ${undone.broken}`;
    cut ||= undone.cut;
  }
  const text = textOf(bytes, limit);
  return { ...text, cut: text.cut || cut, broken };
};

/** Reads bytes as UTF-8, up to `limit` of them. */
const textOf = (raw: Buffer, limit = bodyLimitBytes): Decoded => {
  const cut = raw.length > limit;
  let bytes = cut ? raw.subarray(0, limit) : raw;
  if (cut) {
    // Do not take a character cut in two for mangled bytes.
    let end = bytes.length;
    while (end > 0 && end > limit - 4 && ((raw[end] ?? 0) & 0xc0) === 0x80) end--;
    bytes = bytes.subarray(0, end);
  }
  return { text: bytes.toString("utf8"), cut, mangled: !isUtf8(bytes), broken: undefined };
};

export interface Head {
  readonly status: number;
  readonly headers: readonly Header[];
  /** µs on the transport's clock. */
  readonly headUs: number;
  /** Bytes came after the end of the answer. */
  readonly overrun?: boolean;
}

/** The content codings of an answer, comma-separated; undefined when there are none. */
const contentCodingOf = (headers: readonly Header[]): string | undefined => {
  let coding: string | undefined;
  for (const [name, value] of headers)
    if (name === "content-encoding") coding = coding === undefined ? value : `${coding},${value}`;
  return coding;
};

const toAnswer = ({ status, headers, headUs, overrun }: Head, { text, mangled }: Decoded, cut: boolean): Answer => {
  const answer: Draft<Answer> = {
    kind: "answer",
    status,
    headers,
    body: text,
    headUs,
  };
  if (cut) answer.cut = true;
  if (mangled) answer.mangled = true;
  if (overrun === true) answer.overrun = true;
  return answer;
};

const decode = (head: Head, bytes: Buffer): Decoded | Promise<Decoded> => {
  const coding = contentCodingOf(head.headers);
  return coding === undefined ? textOf(bytes) : decodeBody(bytes, coding);
};

const finish = (head: Head, bytes: Buffer, decoded: Decoded): Answer | Failure => {
  // A body that we stopped reading ends in the middle of its coding; that is no fault of the server.
  const stopped = bytes.length > bodyLimitBytes;
  const answer = toAnswer(head, decoded, decoded.cut || stopped);
  return decoded.broken === undefined || stopped
    ? answer
    : { kind: "failure", fault: "transport", message: decoded.broken, maybeDone: true, partial: answer };
};

/** A whole answer from its parts, or a failure with the answer in it when the body's content coding is broken. */
export const answerOf = (head: Head, bytes: Buffer): Answer | Failure | Promise<Answer | Failure> => {
  const decoded = decode(head, bytes);
  return decoded instanceof Promise
    ? decoded.then((value) => finish(head, bytes, value))
    : finish(head, bytes, decoded);
};

/** As V8 says where the text is well-formed so far, and has no end. */
const endless = /^Unexpected end of JSON|^Unterminated string/;

/**
 * Whether an answer's end is missing, as its own content shows where nothing else can: it says neither how long it is nor that it
 * comes in chunks, so that its end is that of the connection, whoever closed it. @see RFC 9112 6.3 and 8
 */
const lacksItsEnd = ({ status, headers, body }: Answer): boolean => {
  if (body === "" || status === 204 || status === 304) return false;
  let json = false;
  for (const [name, value] of headers) {
    if (name === "content-length" || name === "transfer-encoding") return false;
    if (name === "content-type") json = /\bjson\b/i.test(value);
  }
  if (!json) return false;
  try {
    JSON.parse(body);
    return false;
  } catch (error) {
    return error instanceof Error && (endless.test(error.message) || error.message.includes(`position ${body.length}`));
  }
};

/** @param outcome as it came over HTTP/1.1, where the end of the connection may be the end of an answer */
export const unlessBrokenOff = (outcome: Answer | Failure): Answer | Failure =>
  outcome.kind === "answer" && outcome.cut !== true && lacksItsEnd(outcome)
    ? {
        kind: "failure",
        fault: "transport",
        message: "the connection ended before the answer did, which does not say how long it is",
        maybeDone: true,
        partial: outcome,
      }
    : outcome;

/** What can be read of an answer that broke off. */
export const partialOf = async (head: Head, bytes: Buffer): Promise<Answer> =>
  toAnswer(head, await decode(head, bytes), false);

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
