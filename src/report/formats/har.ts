import type { Exchange } from "../../contract/exchange.ts";
import { targetName } from "../../contract/target.ts";
import { writeHar } from "../../har/write-har.ts";
import { type Format, MissingData, type RenderedFile, type ReportInput } from "../format.ts";

/** Entries a file, at the most: what a million of them take, no developer tool opens. */
const mostEntries = 100_000;

function* filesOf(
  { run }: ReportInput,
  name: string,
  exchanges: AsyncIterable<Exchange>,
  most: number,
): Generator<RenderedFile> {
  const head = {
    version: run.versions.harness,
    comment: `run ${run.id}, ${targetName(run.target)}`,
    startMs: Date.parse(run.startedAt),
  };
  let part = 0;
  for (const chunks of writeHar(exchanges, head, most))
    yield { name: `${name}${++part > 1 ? `-${part}` : ""}.har`, chunks };
}

/** The format with so many entries a file at the most. @internal */
export const harOf = (most: number): Format => ({
  id: "har",
  sentence: `HTTP Archive of every exchange, tokens masked, for browser developer tools and npm run verify; at most ${most} a file.`,
  *render(input) {
    const { run, exchanges, loadExchanges } = input;
    if (exchanges === undefined && loadExchanges === undefined)
      throw new MissingData(`run ${run.id} has no exchanges.ndjson, so there is nothing to make a HAR of`);
    if (exchanges !== undefined) yield* filesOf(input, "exchanges", exchanges(), most);
    if (loadExchanges !== undefined) yield* filesOf(input, "load-exchanges", loadExchanges(), most);
  },
});

/** Every exchange as an HTTP Archive, which browser developer tools open. Made piece by piece: a run may hold a million. */
export const har: Format = harOf(mostEntries);
