import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { UsageError } from "./fail.ts";
import { withoutBom } from "./read-text.ts";

/** Characters of the longest line that is read: several times an exchange with the largest body we keep. */
const mostChars = 128 * 1024 * 1024;

const sourceOf = (stream: Readable): string =>
  "path" in stream && typeof stream.path === "string" ? `${stream.path}: ` : "";

/**
 * The lines of a stream of UTF-8, the last one also without a line feed; a byte order mark before them is left out.
 * Several times quicker than node:readline, which a file of a million lines needs. Only \n ends a line: bodies may hold
 * Unicode's own line breaks.
 * @throws UsageError at a line longer than `most` characters
 */
export async function* readLines(stream: Readable, most = mostChars): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let size = 0;
  let number = 1;
  let begun = false;
  const keep = (part: string) => {
    size += part.length;
    if (size > most)
      throw new UsageError(
        `${sourceOf(stream)}line ${number} is longer than ${most} characters; is this one record a line?`,
      );
    parts.push(part);
  };
  for await (const chunk of stream) {
    const decoded = decoder.write(chunk);
    const text = begun ? decoded : withoutBom(decoded);
    begun ||= decoded !== "";
    let from = 0;
    for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
      keep(text.slice(from, to));
      yield parts.length === 1 ? (parts[0] ?? "") : parts.join("");
      parts = [];
      size = 0;
      number++;
      from = to + 1;
    }
    if (from < text.length) keep(text.slice(from));
  }
  keep(decoder.end());
  if (size > 0) yield parts.join("");
}
