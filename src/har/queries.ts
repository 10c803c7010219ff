import { isObject } from "../contract/is-object.ts";
import { isCredentialName } from "../contract/secrets.ts";
import type { Fields } from "./fields.ts";
import { headerIn } from "./scope.ts";

/** An address with the query that some recorders keep beside it alone. */
export const withQueryOf = (url: URL, { queryString }: Fields): URL => {
  if (url.search !== "" || !Array.isArray(queryString) || queryString.length === 0) return url;
  const whole = new URL(url);
  for (const pair of queryString)
    if (isObject(pair) && typeof pair.name === "string" && typeof pair.value === "string")
      whole.searchParams.append(pair.name, isCredentialName(pair.name) ? "redacted" : pair.value);
  return whole;
};

interface Listed {
  readonly url: URL;
  readonly method: string;
  readonly response: Fields;
}

/** Whether an answer is a page that nobody gets who asks for none. @see facts 5.1; in 2021 a page had 20 */
const isOtherPage = ({ url, method, response }: Listed): boolean => {
  if (method !== "GET" || url.search !== "") return false;
  const page = headerIn(response, "x-pagination-page");
  const limit = headerIn(response, "x-pagination-limit");
  return (/^\d+$/.test(page) && page !== "1") || (/^\d+$/.test(limit) && limit !== "10" && limit !== "20");
};

/** Whether a recorder left the queries out of a file: no address has one, and pages are shown that take one. */
export const lacksQueries = (called: readonly Listed[]): boolean =>
  called.every(({ url }) => url.search === "") && called.some(isOtherPage);
