/** How a text is cleaned of credentials that it holds as text. */
type Clean = (text: string) => string;

/** A string of a JSON text: where it stands, with its quotes, and what it says. */
interface Value {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

interface Container {
  readonly isObject: boolean;
  /** It stands under a name that gives it away. */
  readonly secret: boolean;
  key: string | undefined;
  /** Of an object: whether a member such as "name" names a credential, and the member "value" beside it. */
  named: boolean;
  value: Value | undefined;
  /** Of an array: its strings, where it holds nothing else. A pair may be a name and its value. */
  items: Value[] | undefined;
}

const token = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|[{}[\],]|-?\d[\d.eE+-]*/g;
/** A number shorter than this is a count or a time, whatever its name. */
const leastDigits = 12;
const longestName = 200;

const unquoted = (quoted: string): string => {
  const whole = quoted.length > 1 && quoted.endsWith('"') ? quoted : `${quoted}"`;
  if (!whole.includes("\\")) return whole.slice(1, -1);
  try {
    return String(JSON.parse(whole));
  } catch {
    // Broken off within an escape, or a raw control character.
    return whole.slice(1, -1);
  }
};

/** Members whose value is the name of what stands beside them as "value". */
const isNaming = /^(?:name|key|header|id|type|param(?:eter)?)$/i;

/**
 * A text of JSON, or of lines of it, without credentials: every string below a name that gives one away, in lists and objects too; pairs
 * of a name and a value; what strings hold as text of their own. All else stays as it is written, also where the text is broken off.
 * @param isSecret whether a name gives a credential away
 */
export const jsonWithoutCredentials = (
  text: string,
  mask: string,
  isSecret: (name: string) => boolean,
  clean: Clean,
  taken?: (secret: string) => void,
): string => {
  const edits = new Map<number, { readonly end: number; readonly text: string }>();
  const stack: Container[] = [];
  const hide = ({ at, end, text: secret }: Value): void => {
    if (secret === "" || secret === mask) return;
    taken?.(secret);
    edits.set(at, { end, text: JSON.stringify(mask) });
  };
  const names = (name: string): boolean => name.length <= longestName && isSecret(name);
  const isHidden = (within: Container | undefined): boolean =>
    within !== undefined && (within.secret || (within.key !== undefined && names(within.key)));

  const takeString = (within: Container | undefined, value: Value): void => {
    if (isHidden(within)) hide(value);
    else {
      const cleaned = clean(value.text);
      if (cleaned !== value.text) edits.set(value.at, { end: value.end, text: JSON.stringify(cleaned) });
    }
    if (within?.isObject === true && within.key !== undefined) {
      if (isNaming.test(within.key) && names(value.text)) within.named = true;
      if (/^value$/i.test(within.key)) within.value = value;
    } else within?.items?.push(value);
  };
  const close = (): void => {
    const { named, value, items } = stack.pop() ?? {};
    if (named === true && value !== undefined) hide(value);
    const [name, second, more] = items ?? [];
    if (name !== undefined && second !== undefined && more === undefined && names(name.text)) hide(second);
  };

  for (const { 0: found, index: at } of text.matchAll(token)) {
    const within = stack.at(-1);
    const end = at + found.length;
    if (found === "{" || found === "[") {
      const secret = isHidden(within);
      if (within?.items !== undefined) within.items = undefined;
      const isObject = found === "{";
      stack.push({
        isObject,
        secret,
        key: undefined,
        named: false,
        value: undefined,
        items: isObject ? undefined : [],
      });
    } else if (found === "}" || found === "]") close();
    else if (found === ",") {
      if (within !== undefined) within.key = undefined;
    } else if (found.startsWith('"')) {
      const value = { at, end, text: unquoted(found) };
      if (within?.isObject === true && within.key === undefined) within.key = value.text;
      else takeString(within, value);
    } else {
      if (within?.items !== undefined) within.items = undefined;
      if (found.length >= leastDigits && isHidden(within)) hide({ at, end, text: found });
    }
  }
  while (stack.length > 0) close();
  if (edits.size === 0) return text;
  let done = 0;
  let out = "";
  for (const [at, edit] of [...edits].sort(([one], [other]) => one - other)) {
    out += text.slice(done, at) + edit.text;
    done = edit.end;
  }
  return out + text.slice(done);
};
