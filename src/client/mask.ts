import type { Answer, Failure, Header, SentRequest } from "../contract/exchange.ts";

/** What stands in a record where a token stood. */
export const maskText = "<token>";

/** Shorter than this, a token's text is bound to stand in innocent places. Real ones have 64 characters. */
const shortestMasked = 6;

export interface Mask {
  readonly text: (text: string) => string;
  readonly request: (request: SentRequest) => SentRequest;
  readonly outcome: (outcome: Answer | Failure) => Answer | Failure;
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

/**
 * Takes the target's tokens out of everything that is recorded. The same object comes back when there was nothing to take
 * out, so that the usual case costs a search and no copy.
 */
export const maskOf = (tokens: readonly (string | undefined)[]): Mask => {
  const secrets = tokens.flatMap((token) => (token !== undefined && token.length >= shortestMasked ? [token] : []));
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { text: (text) => text, request: (request) => request, outcome: (outcome) => outcome };

  // Any letter case: an echo may come back in another.
  const pattern = new RegExp(forms.map(escapeRegExp).join("|"), "gi");
  const text = (value: string) => value.replace(pattern, maskText);
  const headers = (pairs: readonly Header[]): readonly Header[] => {
    for (const [name, value] of pairs)
      if (text(value) !== value || text(name) !== name) return pairs.map(([n, v]): Header => [text(n), text(v)]);
    return pairs;
  };
  const answer = (value: Answer): Answer => {
    const body = text(value.body);
    const pairs = headers(value.headers);
    return body === value.body && pairs === value.headers ? value : { ...value, body, headers: pairs };
  };
  return {
    text,
    request: (request) => {
      const url = text(request.url);
      const pairs = headers(request.headers);
      const body = request.body === undefined ? undefined : text(request.body);
      return url === request.url && pairs === request.headers && body === request.body
        ? request
        : { ...request, url, headers: pairs, ...(body === undefined ? {} : { body }) };
    },
    outcome: (outcome) => {
      if (outcome.kind === "answer") return answer(outcome);
      return {
        ...outcome,
        message: text(outcome.message),
        ...(outcome.partial === undefined ? {} : { partial: answer(outcome.partial) }),
      };
    },
  };
};
