import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/**
 * The lines of a stream of UTF-8, the last one also without a line feed. Several times quicker than node:readline,
 * which a file of a million lines needs. Only \n ends a line: bodies may hold Unicode's own line breaks.
 */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream) {
    const text: string = rest + decoder.write(chunk);
    let from = 0;
    for (let to = text.indexOf("\n", from); to !== -1; to = text.indexOf("\n", from)) {
      yield text.slice(from, to);
      from = to + 1;
    }
    rest = text.slice(from);
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}
