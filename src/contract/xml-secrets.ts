/**
 * A text of XML without credentials: every text within an element whose name gives one away, also in elements below it and in CDATA.
 * All else stays as it is written, also where the text is broken off.
 * @param isSecret whether a name, without its prefix, gives a credential away
 */
export const xmlWithoutCredentials = (
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
  taken?: (secret: string) => void,
): string => {
  let out = "";
  let done = 0;
  /** Elements since the one that gives a credential away, itself among them. */
  let depth = 0;
  const hide = (from: number, to: number): void => {
    const secret = text.slice(from, to).trim();
    if (depth === 0 || secret === "" || secret === mask) return;
    taken?.(secret);
    out += text.slice(done, from) + mask;
    done = to;
  };
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf("<", at);
    hide(at, open < 0 ? text.length : open);
    if (open < 0) break;
    const isCdata = text.startsWith("<![CDATA[", open);
    const end = text.indexOf(isCdata ? "]]>" : ">", open);
    if (end < 0) {
      if (isCdata) hide(open + 9, text.length);
      break;
    }
    if (isCdata) {
      hide(open + 9, end);
      at = end + 3;
      continue;
    }
    const [, closes = "", name = ""] =
      /^<(\/?)(?:[\w.-]{1,40}:)?([\w.-]{1,100})/.exec(text.slice(open, open + 150)) ?? [];
    const isEmpty = text[end - 1] === "/";
    if (closes === "/") depth = Math.max(0, depth - 1);
    else if (name !== "" && !isEmpty && (depth > 0 || isSecret(name))) depth++;
    at = end + 1;
  }
  return done === 0 ? text : out + text.slice(done);
};
