import { isBudgetHeader, type TokenAlias } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import type { Fields } from "./fields.ts";
import { scriptMayRead } from "./headers.ts";
import { headerIn } from "./scope.ts";

/** The caller of an entry by its credentials; undefined: they do not show it. */
export type CallerOf = (request: Fields, response: Fields) => TokenAlias | undefined;

interface Record {
  proven: boolean;
  refused: boolean;
  created: number;
}

/** Long and mixed, as no placeholder is that people put in the place of a token. */
const looksReal = (token: string): boolean =>
  /^[\w.~+/=-]{20,}$/.test(token) &&
  /\d/.test(token) &&
  /[a-z]/i.test(token) &&
  !/redact|mask|token|secret|dummy|example|your|fake/i.test(token) &&
  new Set(token).size >= 8;

const tokenOf = (request: Fields): string | undefined => {
  const token = /^bearer +(\S+)$/i.exec(headerIn(request, "authorization").trim())?.[1];
  return token !== undefined && looksReal(token) ? token : undefined;
};

const namesIn = ({ headers }: Fields): readonly string[] =>
  (Array.isArray(headers) ? headers : []).flatMap((header: unknown) =>
    isObject(header) ? [String(header.name).toLowerCase()] : [],
  );

const hasBudget = (response: Fields): boolean => namesIn(response).some(isBudgetHeader);

/** Only a known caller has a budget, and only a known caller may write. */
const provesAccount = (method: unknown, response: Fields): boolean => {
  const status = Number(response.status);
  return hasBudget(response) || (method !== "GET" && method !== "HEAD" && status >= 200 && status < 300);
};

interface Call {
  readonly request: Fields;
  readonly response: Fields;
  readonly method: string;
}

/** What stands in the place of tokens that the service took for valid: two such things are not of one account. */
const placeholdersIn = (calls: readonly Call[]): ReadonlySet<string> => {
  const proven = calls.filter(({ response, method }) => provesAccount(method, response));
  return new Set(proven.map(({ request }) => headerIn(request, "authorization").trim()).filter((text) => text !== ""));
};

/**
 * Distinguishes callers by the tokens that an archive still has in it. One only gets a name, A: the one that made most users,
 * if the service took it for valid and never refused it. Two tokens may be of one account, so that a second gets no name. Whoever
 * sent none, where tokens were kept, is anonymous. The tokens go no further than this.
 * @param oneAccount where the file holds no token at all, and not two things in the place of one, whoever the service took for an account is A
 */
export const callersIn = (calls: readonly Call[], oneAccount: boolean): CallerOf => {
  const records = new Map<string, Record>();
  for (const { request, response, method } of calls) {
    const token = tokenOf(request);
    if (token === undefined) continue;
    const record = records.get(token) ?? { proven: false, refused: false, created: 0 };
    records.set(token, record);
    const status = Number(response.status);
    if (provesAccount(method, response)) record.proven = true;
    if (status === 401) record.refused = true;
    if (status === 201) record.created++;
  }
  const [first] = [...records]
    .filter(([, { proven, refused }]) => proven && !refused)
    .sort(([, a], [, b]) => b.created - a.created);
  const named = first?.[0];
  if (oneAccount && records.size === 0 && placeholdersIn(calls).size <= 1)
    return ({ method }, response) => (provesAccount(method, response) ? "A" : undefined);
  return (request, response) => {
    if (named === undefined) return undefined;
    if (tokenOf(request) === named) return "A";
    // Of some requests browsers keep only a part of the headers; a budget in the answer proves a token all the same.
    const kept = namesIn(request).length > 0 && namesIn(response).some((name) => !scriptMayRead.test(name));
    const silent = headerIn(request, "authorization") === "" && headerIn(request, "cookie") === "";
    return kept && silent && !hasBudget(response) ? "anonymous" : undefined;
  };
};
