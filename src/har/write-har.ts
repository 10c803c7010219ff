import { STATUS_CODES } from "node:http";
import { type Answer, type Exchange, type Header, headerOf, type TokenAlias } from "../contract/exchange.ts";
import { isCredentialHeader, maskText, textWithoutCredentials, urlWithoutCredentials } from "../contract/secrets.ts";

/** What stands where the credential was, so that "copy as cURL" in a browser gives a line that works. */
const credentials: Readonly<Partial<Record<TokenAlias, string>>> = {
  A: "Bearer $GOREST_TOKEN",
  B: "Bearer $GOREST_SECOND_TOKEN",
  invalid: "Bearer a-made-up-token",
};

/** JSON of a text. */
const json = (text: string): string => JSON.stringify(text);

/** Values of one header that are kept: a request id differs each time and must not fill the memory. */
const mostKept = 1000;
const longestKept = 300;

/** JSON of headers. Most are the same in every answer, so what a million exchanges have in common is written once. */
const headerWriter = () => {
  const names = new Map<string, Map<string, string>>();
  const one = ([name, kept]: Header): string => {
    const value = isCredentialHeader(name) ? maskText : kept;
    const values = names.get(name) ?? new Map<string, string>();
    const known = values.get(value);
    if (known !== undefined) return known;
    const made = `{"name":${json(name)},"value":${json(value)}}`;
    if (made.length > longestKept) return made;
    if (names.size < mostKept) names.set(name, values);
    if (values.size < mostKept) values.set(value, made);
    return made;
  };
  return (headers: readonly Header[]): string => {
    let text = "";
    for (const header of headers) text += text === "" ? one(header) : `,${one(header)}`;
    return text;
  };
};

type WriteHeaders = ReturnType<typeof headerWriter>;

const queryOf = (url: string): string => {
  const at = url.indexOf("?");
  if (at === -1) return "";
  return [...new URLSearchParams(url.slice(at + 1))]
    .map(([name, value]) => `{"name":${json(name)},"value":${json(value)}}`)
    .join(",");
};

const responseOf = (answer: Answer | undefined, error: string | undefined, write: WriteHeaders): string => {
  const headers = answer?.headers ?? [];
  const body = textWithoutCredentials(answer?.body ?? "");
  const status = answer?.status ?? 0;
  return `{"status":${status},"statusText":${json(answer === undefined ? "" : (STATUS_CODES[status] ?? ""))},"httpVersion":"HTTP/1.1","cookies":[],"headers":[${write(headers)}],"content":{"size":${Buffer.byteLength(body)},"mimeType":${json(headerOf(answer, "content-type") || "x-unknown")}${
    body === "" ? "" : `,"text":${json(body)}`
  }${answer?.cut ? ',"comment":"cut by the recorder"' : ""}},"redirectURL":${json(headerOf(answer, "location") ?? "")},"headersSize":-1,"bodySize":-1${
    error === undefined ? "" : `,"_error":${json(error)}`
  }}`;
};

const requestOf = ({ request }: Exchange, write: WriteHeaders): string => {
  const { method, headers, token } = request;
  const url = urlWithoutCredentials(request.url);
  const body = request.body === undefined ? undefined : textWithoutCredentials(request.body);
  const credential = credentials[token];
  const own = credential === undefined ? "" : `{"name":"authorization","value":${json(credential)}}`;
  const all = [write(headers), own].filter((text) => text !== "").join(",");
  return `{"method":${json(method)},"url":${json(url)},"httpVersion":"HTTP/1.1","cookies":[],"headers":[${all}],"queryString":[${queryOf(url)}],"headersSize":-1,"bodySize":${body === undefined ? 0 : Buffer.byteLength(body)}${
    body === undefined
      ? ""
      : `,"postData":{"mimeType":${json(headerOf(request, "content-type") || "text/plain")},"text":${json(body)}}`
  }}`;
};

/** One entry as text: building objects only to print them would take half as long again. */
const entryOf = (exchange: Exchange, zeroMs: number, zeroUs: number, write: WriteHeaders): string => {
  const { request, outcome, startUs, endUs, seq, attempt, purpose, sentUs = startUs, connectUs = 0 } = exchange;
  const answer = outcome.kind === "answer" ? outcome : outcome.partial;
  const error = outcome.kind === "failure" ? `${outcome.fault}: ${outcome.message}` : undefined;
  const tookMs = Math.max(0, endUs - startUs) / 1000;
  const connectMs = Math.min(connectUs, sentUs - startUs) / 1000;
  const blockedMs = Math.max(0, (sentUs - startUs) / 1000 - connectMs);
  const waitMs = Math.max(0, (answer?.headUs ?? endUs) - sentUs) / 1000;
  return `{"startedDateTime":"${new Date(zeroMs + (startUs - zeroUs) / 1000).toISOString()}","time":${tookMs},"request":${requestOf(exchange, write)},"response":${responseOf(answer, error, write)},"cache":{},"timings":{"blocked":${blockedMs},"connect":${connectUs > 0 ? connectMs : -1},"send":0,"wait":${waitMs},"receive":${Math.max(0, tookMs - blockedMs - connectMs - waitMs)}},"_seq":${seq},"_startUs":${startUs},"_endUs":${endUs},"_token":${json(request.token)},"_attempt":${attempt}${
    purpose === undefined ? "" : `,"_purpose":${json(purpose)}`
  }}`;
};

/** What a file says of itself. */
export interface HarHead {
  /** Version of this harness. */
  readonly version: string;
  readonly comment: string;
  /** Date of the first exchange, ms since 1970: the record's own clock starts anywhere. */
  readonly startMs: number;
}

/** One history on its way into as many files as it takes. */
interface Reel {
  readonly source: AsyncIterator<Exchange>;
  /** Read, and for the next file. */
  pending: Exchange | undefined;
  /** When the first exchange began. */
  zeroUs: number | undefined;
}

const nextOf = async (source: AsyncIterator<Exchange>): Promise<Exchange | undefined> => {
  const { done, value } = await source.next();
  return done === true ? undefined : value;
};

async function* fileOf(head: HarHead, reel: Reel, most: number, part: number): AsyncGenerator<string> {
  const creator = JSON.stringify({ name: "gorest-harness", version: head.version });
  const comment = JSON.stringify(`${head.comment}${part > 1 ? `, part ${part}` : ""}; tokens are masked`);
  const write = headerWriter();
  let ended = false;
  try {
    yield `{"log":{"version":"1.2","creator":${creator},"comment":${comment},"entries":[`;
    for (let written = 0; ; written++) {
      const next = reel.pending ?? (await nextOf(reel.source));
      reel.pending = written < most ? undefined : next;
      if (next === undefined || reel.pending !== undefined) break;
      reel.zeroUs ??= next.startUs;
      yield (written === 0 ? "\n" : ",\n") + entryOf(next, head.startMs, reel.zeroUs, write);
    }
    yield "\n]}}\n";
    ended = true;
  } finally {
    if (!ended) await reel.source.return?.();
  }
}

/**
 * The exchanges as HTTP Archives of so many entries at the most, each in chunks of text. Take the next file when the one
 * before was written.
 */
export function* writeHar(
  exchanges: AsyncIterable<Exchange>,
  head: HarHead,
  most: number,
): Generator<AsyncGenerator<string>> {
  const reel: Reel = { source: exchanges[Symbol.asyncIterator](), pending: undefined, zeroUs: undefined };
  for (let part = 1; part === 1 || reel.pending !== undefined; part++) yield fileOf(head, reel, most, part);
}
