/** How a text is cleaned of credentials that it holds as text. */
type Clean = (text: string) => string;

/** A string of a JSON text: where it stands, with its quotes. */
interface Value {
  readonly at: number;
  readonly end: number;
}

/** What a name says of what stands beside it. */
interface Meaning {
  /** It gives a credential away. */
  readonly secret: boolean;
  /** What stands in the same object as "value" has the name that this one's value is. */
  readonly naming: boolean;
  readonly value: boolean;
}

interface Container {
  readonly isObject: boolean;
  /** It stands under a name that gives it away. */
  readonly secret: boolean;
  /** Of an object: the name whose value comes next. */
  key: Meaning | undefined;
  /** Of an object: whether a member such as "name" names a credential, and the strings of the member "value" beside it. */
  named: boolean;
  values: Value[];
  /** Of an array: its strings, where it holds nothing else. They may be a name and its value, or several of them. */
  items: Value[] | undefined;
}

/** A number shorter than this is a count or a time, whatever its name. */
const leastDigits = 12;
const longestName = 200;
/** Longer lists of texts are no names and values. */
const mostItems = 200;

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
const isNaming = /^(?:name|key|k|header|id|type|param(?:eter)?)$/i;
const isValue = /^(?:values?|v)$/i;
/** In a list of headers each name is followed by its value, and that may begin with a scheme. */
const isHeader = /^(?:proxy-)?authorization$|^(?:set-)?cookie$|^x-(?:api-key|auth[\w-]*|access-token)$/i;
const isScheme = /^(?:bearer|basic|digest|token)$/i;

const quote = 34;
const backslash = 92;
/** Where the string that begins there ends, behind its closing quote. */
const endOfString = (text: string, at: number): number => {
  for (let from = at + 1; ; ) {
    const end = text.indexOf('"', from);
    if (end < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash && end - 1 - escapes > at) escapes++;
    if (escapes % 2 === 0) return end + 1;
    from = end + 1;
  }
};

const isInNumber = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 46 || code === 101 || code === 69 || code === 43 || code === 45;

/** Whether a string there may be a text with a structure of its own: blanks aside, what it begins with says so. */
const mayBeStructured = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 123 || code === 91 || code === 60 || code === backslash || code <= 32;
};

const mostMeanings = 1000;

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
  const meanings = new Map<string, Meaning>();
  const stack: Container[] = [];
  let within: Container | undefined;
  const textOf = ({ at, end }: Value): string => unquoted(text.slice(at, end));
  const hide = (value: Value): void => {
    const secret = textOf(value);
    if (secret === "" || secret === mask) return;
    taken?.(secret);
    edits.set(value.at, { end: value.end, text: JSON.stringify(mask) });
  };
  const names = (name: string): boolean => name.length <= longestName && isSecret(name);
  const meaningOf = (at: number, end: number): Meaning => {
    const raw = text.slice(at, end);
    let meaning = meanings.get(raw);
    if (meaning === undefined) {
      const name = unquoted(raw);
      meaning = { secret: names(name), naming: isNaming.test(name), value: isValue.test(name) };
      if (meanings.size < mostMeanings) meanings.set(raw, meaning);
    }
    return meaning;
  };
  const isHidden = (): boolean => within !== undefined && (within.secret || within.key?.secret === true);

  const takeString = (at: number, end: number): void => {
    if (isHidden()) hide({ at, end });
    else if (mayBeStructured(text, at + 1)) {
      const value = textOf({ at, end });
      const cleaned = clean(value);
      if (cleaned !== value) edits.set(at, { end, text: JSON.stringify(cleaned) });
    }
    if (within === undefined) return;
    const { key } = within;
    if (key?.naming === true && names(textOf({ at, end }))) within.named = true;
    if (key?.value === true) within.values.push({ at, end });
    if (within.items !== undefined) {
      if (within.items.length < mostItems) within.items.push({ at, end });
      else within.items = undefined;
    }
  };
  const hideInList = (items: readonly Value[]): void => {
    const [first, second] = items;
    if (first !== undefined && second !== undefined && items.length === 2 && names(textOf(first))) hide(second);
    if (items.length < 3) return;
    for (const [i, item] of items.entries()) {
      if (!isHeader.test(textOf(item))) continue;
      const next = items[i + 1];
      const later = items[i + 2];
      if (next !== undefined && later !== undefined && isScheme.test(textOf(next))) hide(later);
      else if (next !== undefined) hide(next);
    }
  };
  const close = (): void => {
    const closed = stack.pop();
    within = stack.at(-1);
    if (closed === undefined) return;
    if (closed.named) for (const value of closed.values) hide(value);
    if (closed.items === undefined) return;
    hideInList(closed.items);
    if (within?.key?.value === true) within.values.push(...closed.items);
  };

  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (within?.isObject === true && within.key === undefined) within.key = meaningOf(at, end);
      else takeString(at, end);
      at = end;
      continue;
    }
    if (code === 123 || code === 91) {
      const secret = isHidden();
      if (within?.items !== undefined) within.items = undefined;
      const isObject = code === 123;
      within = { isObject, secret, key: undefined, named: false, values: [], items: isObject ? undefined : [] };
      stack.push(within);
    } else if (code === 125 || code === 93) close();
    else if (code === 44) {
      if (within !== undefined) within.key = undefined;
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      let end = at + 1;
      while (end < text.length && isInNumber(text.charCodeAt(end))) end++;
      if (within?.items !== undefined) within.items = undefined;
      if (end - at >= leastDigits && isHidden()) hide({ at, end });
      at = end;
      continue;
    }
    at++;
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
