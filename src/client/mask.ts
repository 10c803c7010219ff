import type { Answer, Failure, Header, SentRequest } from "../contract/exchange.ts";
import { isCredentialHeader, maskText, textWithoutCredentials, urlWithoutCredentials } from "../contract/secrets.ts";

/** Shorter than this, a token's text is bound to stand in innocent places. Real ones have 64 characters. */
const shortestMasked = 6;

export interface Mask {
  readonly text: (text: string) => string;
  readonly request: (request: SentRequest) => SentRequest;
  /** @param request what `request` made of the request: what was taken out of that is taken out of its answer, too */
  readonly outcome: (outcome: Answer | Failure, request?: SentRequest) => Answer | Failure;
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const htmlEntities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * What stands in base64 text for the token alone, whatever stands before and after it: one of three, by how many bytes
 * came before. The characters at its ends, which a neighbour shares, stay.
 */
const base64Of = (token: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(token)]);
    const core = (text: string) => text.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [core(bytes.toString("base64")), core(bytes.toString("base64url"))];
  });

/** Ways a server may echo a token: as it is, in a URL, a form, JSON or HTML, in base64 or in hexadecimal. */
const formsOf = (token: string): readonly string[] => [
  token,
  encodeURIComponent(token),
  new URLSearchParams([["", token]]).toString().slice(1),
  JSON.stringify(token).slice(1, -1),
  token.replace(/[&<>"]/g, (character) => htmlEntities[character] ?? character),
  ...base64Of(token),
  Buffer.from(token).toString("hex"),
];

const patternOf = (secrets: readonly string[]): RegExp | undefined => {
  const forms = [...new Set(secrets.filter(({ length }) => length >= shortestMasked).flatMap(formsOf))];
  // Any letter case: an echo may come back in another.
  return forms.length === 0
    ? undefined
    : new RegExp(
        forms
          .sort((a, b) => b.length - a.length)
          .map(escapeRegExp)
          .join("|"),
        "gi",
      );
};

/**
 * Takes credentials out of everything that is recorded: the target's tokens wherever they stand, and whatever a name gives
 * away as one, as in a Cookie header or ?api_key=. The same object comes back when there was nothing to take out, so that
 * the usual case costs a search and no copy.
 */
export const maskOf = (tokens: readonly (string | undefined)[]): Mask => {
  const known = patternOf(tokens.filter((token) => token !== undefined));
  /** What was taken out of a request that was masked. */
  const takenFrom = new WeakMap<SentRequest, RegExp>();

  const clean = (value: string, taken?: (secret: string) => void): string =>
    textWithoutCredentials(known === undefined ? value : value.replace(known, maskText), taken);
  const cleanUrl = (url: string, taken?: (secret: string) => void): string =>
    urlWithoutCredentials(known === undefined ? url : url.replace(known, maskText), taken);
  const cleanHeaders = (
    pairs: readonly Header[],
    text: (value: string) => string,
    taken?: (secret: string) => void,
  ): readonly Header[] => {
    const one = ([name, value]: Header): string => {
      if (!isCredentialHeader(name)) return text(value);
      if (value !== "") taken?.(value);
      return maskText;
    };
    const nameOf = ([name]: Header): string => (known === undefined ? name : name.replace(known, maskText));
    for (const pair of pairs)
      if (one(pair) !== pair[1] || nameOf(pair) !== pair[0])
        return pairs.map((each): Header => [nameOf(each), one(each)]);
    return pairs;
  };
  const answer = (value: Answer, text: (value: string) => string): Answer => {
    const body = text(value.body);
    const headers = cleanHeaders(value.headers, text);
    return body === value.body && headers === value.headers ? value : { ...value, body, headers };
  };
  return {
    text: (value) => clean(value),
    request: (request) => {
      const secrets: string[] = [];
      const taken = (secret: string) => secrets.push(secret);
      const url = cleanUrl(request.url, taken);
      const headers = cleanHeaders(request.headers, (value) => clean(value, taken), taken);
      const body = request.body === undefined ? undefined : clean(request.body, taken);
      if (url === request.url && headers === request.headers && body === request.body) return request;
      const masked = { ...request, url, headers, ...(body === undefined ? {} : { body }) };
      const pattern = patternOf(secrets.filter((secret) => secret !== maskText));
      if (pattern !== undefined) takenFrom.set(masked, pattern);
      return masked;
    },
    outcome: (outcome, request) => {
      const own = request === undefined ? undefined : takenFrom.get(request);
      const text = (value: string) => clean(own === undefined ? value : value.replace(own, maskText));
      if (outcome.kind === "answer") return answer(outcome, text);
      return {
        ...outcome,
        message: text(outcome.message),
        ...(outcome.partial === undefined ? {} : { partial: answer(outcome.partial, text) }),
      };
    },
  };
};
