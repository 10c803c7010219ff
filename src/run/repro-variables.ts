import { answerOf, type Exchange, type TokenAlias } from "../contract/exchange.ts";
import { usersIn } from "../contract/seen-users.ts";

/** What stands for the token of an alias. */
export const tokens: Partial<Readonly<Record<TokenAlias, string>>> = {
  A: "GOREST_TOKEN",
  B: "GOREST_SECOND_TOKEN",
};

/** A value that is another one each time: what stood in the recording, and what stands for it. */
export interface Variable {
  readonly text: string;
  readonly name: string;
}

/** The mark, and every id that the case was given, the longest text first. */
export const variablesOf = (exchanges: readonly Exchange[], nonce: string): readonly Variable[] => {
  const ids = new Set<string>();
  for (const exchange of exchanges) {
    const answer = answerOf(exchange);
    if (exchange.request.method !== "POST" || answer === undefined || answer.status >= 300) continue;
    for (const { id } of usersIn(answer.body)) if (id !== undefined) ids.add(String(id));
  }
  const found = [...ids].map((text, at) => ({ text, name: `id${at + 1}` }));
  return [...found, { text: nonce, name: "run" }].sort((a, b) => b.text.length - a.text.length);
};

/** Splits a text at its variables, whatever the case of their letters. */
export const parts = (text: string, variables: readonly Variable[]): readonly (string | Variable)[] => {
  const pattern = new RegExp(`(${variables.map((each) => each.text).join("|")})`, "i");
  return text
    .split(pattern)
    .filter((part) => part !== "")
    .map((part) => variables.find((each) => each.text.toLowerCase() === part.toLowerCase()) ?? part);
};

/** What to do before a script can find the embedded simulator, which lives for one run. */
export const startFirst = (command: string): string =>
  `first, in another terminal: ${command}; then paste here the two export lines that it prints`;
