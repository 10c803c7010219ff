import { STATUS_CODES } from "node:http";
import type { Answer, Exchange, Header, TokenAlias } from "../../contract/exchange.ts";
import { type Format, MissingData, type ReportInput } from "../format.ts";

/** What stands where the credential was, so that "copy as cURL" in a browser gives a line that works. */
const credentials: Readonly<Partial<Record<TokenAlias, string>>> = {
  A: "Bearer $GOREST_TOKEN",
  B: "Bearer $GOREST_SECOND_TOKEN",
  invalid: "Bearer a-made-up-token",
};

const headersOf = (headers: readonly Header[]) => headers.map(([name, value]) => ({ name, value }));

const headerOf = (headers: readonly Header[], wanted: string) => headers.find(([name]) => name === wanted)?.[1] ?? "";

const queryOf = (url: string) => {
  const at = url.indexOf("?");
  return at === -1 ? [] : [...new URLSearchParams(url.slice(at + 1))].map(([name, value]) => ({ name, value }));
};

const responseOf = (answer: Answer | undefined, error?: string) => {
  const headers = answer?.headers ?? [];
  const body = answer?.body ?? "";
  return {
    status: answer?.status ?? 0,
    statusText: answer === undefined ? "" : (STATUS_CODES[answer.status] ?? ""),
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: headersOf(headers),
    content: {
      size: Buffer.byteLength(body),
      mimeType: headerOf(headers, "content-type") || "x-unknown",
      ...(body === "" ? {} : { text: body }),
      ...(answer?.cut ? { comment: "cut by the recorder" } : {}),
    },
    redirectURL: headerOf(headers, "location"),
    headersSize: -1,
    bodySize: -1,
    ...(error === undefined ? {} : { _error: error }),
  };
};

const entryOf = (exchange: Exchange, zeroMs: number, zeroUs: number) => {
  const { request, outcome, startUs, endUs, seq, attempt, purpose } = exchange;
  const answer = outcome.kind === "answer" ? outcome : outcome.partial;
  const tookMs = Math.max(0, endUs - startUs) / 1000;
  const waitMs = answer?.headUs === undefined ? tookMs : Math.max(0, answer.headUs - startUs) / 1000;
  const credential = credentials[request.token];
  return {
    startedDateTime: new Date(zeroMs + (startUs - zeroUs) / 1000).toISOString(),
    time: tookMs,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: [
        ...headersOf(request.headers),
        ...(credential === undefined ? [] : [{ name: "authorization", value: credential }]),
      ],
      queryString: queryOf(request.url),
      headersSize: -1,
      bodySize: request.body === undefined ? 0 : Buffer.byteLength(request.body),
      ...(request.body === undefined
        ? {}
        : { postData: { mimeType: headerOf(request.headers, "content-type") || "text/plain", text: request.body } }),
    },
    response: responseOf(answer, outcome.kind === "failure" ? `${outcome.fault}: ${outcome.message}` : undefined),
    cache: {},
    timings: { send: 0, wait: waitMs, receive: Math.max(0, tookMs - waitMs) },
    _seq: seq,
    _startUs: startUs,
    _endUs: endUs,
    _token: request.token,
    _attempt: attempt,
    ...(purpose === undefined ? {} : { _purpose: purpose }),
  };
};

/** Handing over each of a million entries by itself would cost more than making it. */
const pieceChars = 1 << 16;

async function* render({ run }: ReportInput, exchanges: AsyncIterable<Exchange>): AsyncGenerator<string> {
  const zeroMs = Date.parse(run.startedAt);
  const creator = JSON.stringify({ name: "gorest-harness", version: run.versions.harness });
  const comment = JSON.stringify(`run ${run.id}; tokens are masked`);
  let piece = `{"log":{"version":"1.2","creator":${creator},"comment":${comment},"entries":[`;
  // The record's clock starts anywhere; the first exchange stands at the start of the run.
  let zeroUs: number | undefined;
  for await (const exchange of exchanges) {
    piece += zeroUs === undefined ? "\n" : ",\n";
    zeroUs ??= exchange.startUs;
    piece += JSON.stringify(entryOf(exchange, zeroMs, zeroUs));
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n]}}\n`;
}

/** Every exchange as an HTTP Archive, which browser developer tools open. Made piece by piece: a run may hold a million. */
export const har: Format = {
  id: "har",
  sentence: "HTTP Archive of every exchange, tokens masked, for browser developer tools and npm run verify.",
  render: (input) => {
    const { run, exchanges, loadExchanges } = input;
    if (exchanges === undefined && loadExchanges === undefined)
      throw new MissingData(`run ${run.id} has no exchanges.ndjson, so there is nothing to make a HAR of`);
    return [
      ...(exchanges === undefined ? [] : [{ name: "exchanges.har", chunks: render(input, exchanges()) }]),
      ...(loadExchanges === undefined ? [] : [{ name: "load-exchanges.har", chunks: render(input, loadExchanges()) }]),
    ];
  },
};
