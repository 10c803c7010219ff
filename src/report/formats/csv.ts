import type { Exchange } from "../../contract/exchange.ts";
import { routeOf } from "../../contract/route.ts";
import { type Format, MissingData, type RenderedFile } from "../format.ts";
import { csvCell } from "../text.ts";

const columns = [
  "request",
  "start_us",
  "intended_start_us",
  "operation",
  "status",
  "service_us",
  "time_to_accept_us",
  "attempt",
  "token",
  "purpose",
  "failure",
] as const;

const operationOf = (request: Exchange["request"]): string => routeOf(request)?.operation.id ?? "other";

/** What the service took on: neither 429, nor a refused token that was meant to be good, nor its own or a gateway's error. */
const isAccepted = ({ outcome, request }: Exchange): boolean =>
  outcome.kind === "answer" &&
  outcome.status < 500 &&
  outcome.status !== 429 &&
  (outcome.status !== 401 || request.token === "invalid" || request.token === "anonymous");

const rowOf = (exchange: Exchange, zeroUs: number): string => {
  const { seq, request, outcome, startUs, endUs, sentUs = startUs, intendedUs, attempt, purpose } = exchange;
  const cells: Readonly<Record<(typeof columns)[number], string | number | undefined>> = {
    request: seq,
    start_us: startUs - zeroUs,
    intended_start_us: intendedUs === undefined ? undefined : intendedUs - zeroUs,
    operation: operationOf(request),
    status: outcome.kind === "answer" ? outcome.status : undefined,
    service_us: endUs - sentUs,
    time_to_accept_us: intendedUs === undefined || !isAccepted(exchange) ? undefined : endUs - intendedUs,
    attempt,
    token: request.token,
    purpose,
    failure: outcome.kind === "failure" ? outcome.fault : undefined,
  };
  return columns.map((name) => csvCell(cells[name])).join(",");
};

/** Rows as they are read: a run may hold a million. Lines end as RFC 4180 says. */
async function* rows(exchanges: AsyncIterable<Exchange>): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  let zeroUs: number | undefined;
  for await (const exchange of exchanges) {
    zeroUs ??= exchange.startUs;
    yield `${rowOf(exchange, zeroUs)}\r\n`;
  }
}

/**
 * A row a request: µs since the first request began, the service time from when the request was written to its last byte,
 * and the time to accept from the intended start, waits and retries within it. An empty cell: there is no such time.
 */
export const csv: Format = {
  id: "csv",
  sentence: "Latencies for a spreadsheet: a row a request, times in µs.",
  *render({ run, exchanges, loadExchanges }): Generator<RenderedFile> {
    if (exchanges === undefined && loadExchanges === undefined)
      throw new MissingData(`run ${run.id} has no exchanges.ndjson, so there are no latencies of single requests`);
    if (exchanges !== undefined) yield { name: "latencies.csv", chunks: rows(exchanges()) };
    if (loadExchanges !== undefined) yield { name: "load-latencies.csv", chunks: rows(loadExchanges()) };
  },
};
