/** A line that a name and a colon end, or a list of flow style or the mark of a block scalar after them. */
const opening = /^([ \t]*(?:- +)*)(["']?)([\w.-]{1,80})\2[ \t]*:[ \t]*(\[[^\n]*\]|[|>][-+\d]*|)[ \t]*\r?$/gm;
const flowItem = /(["']?)([^\s"',[\]{}]+)\1/g;
/** A line below it: the value alone, an item, or the value of a name of its own. */
const below = /^([ \t]*(?:- +)*(?:[\w.-]{1,80}:[ \t]+)?)(["']?)([^\r\n]*?)\2([ \t]*\r?)$/;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * Text with lines of YAML without what stands in a list or a block below a name that gives a credential away.
 * @param isSecret whether a name gives a credential away
 */
export const yamlWithoutCredentials = (
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
  taken?: (secret: string) => void,
): string => {
  if (!text.includes(":")) return text;
  let out = "";
  let done = 0;
  const hide = (secret: string): string => {
    if (secret === "" || secret === mask) return secret;
    taken?.(secret);
    return mask;
  };
  for (const { 0: line, 1: before = "", 3: name = "", 4: rest = "", index } of text.matchAll(opening)) {
    if (index < done || !isSecret(name)) continue;
    if (rest.startsWith("[")) {
      const at = index + line.lastIndexOf(rest);
      out +=
        text.slice(done, at) + rest.replace(flowItem, (_, mark: string, value: string) => mark + hide(value) + mark);
      done = at + rest.length;
      continue;
    }
    let at = index + line.length + 1;
    while (at < text.length) {
      const end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
      const next = text.slice(at, end);
      const isBelow =
        indentOf(next) > indentOf(before) || (indentOf(next) === indentOf(before) && /^[ \t]*- /.test(next));
      if (next.trim() === "" || !isBelow) break;
      out +=
        text.slice(done, at) +
        next.replace(
          below,
          (_, head: string, mark: string, value: string, tail: string) => head + mark + hide(value) + mark + tail,
        );
      done = end;
      at = end + 1;
    }
  }
  return done === 0 ? text : out + text.slice(done);
};
