import type { IncomingHttpHeaders } from "node:http";
import {
  type Answer,
  type BudgetName,
  type Exchange,
  type Failure,
  headerOf,
  isBudgetHeader,
  type TokenAlias,
} from "../../contract/exchange.ts";
import { isServiceAnswer } from "../../contract/gateway.ts";
import type { Target } from "../../contract/target.ts";

/** Who sends a request, as far as it is known before its answer. */
export interface Caller {
  /** What its records say. `unknown` until the service has answered its token, and for all whose account is unknown. */
  readonly as: TokenAlias;
  /** Its Authorization header, passed on in place of the alias's token; empty: none. Absent: the alias's. */
  readonly authorization?: string;
  readonly budget: BudgetName;
  /** Nothing else is under way: who it is can wait for its answer. To be reported in place of `as`. */
  readonly asAnswered?: (outcome: Answer | Failure) => TokenAlias;
  /**
   * To be called once the request is over; with no exchange when it was not sent.
   * @returns who it was, now that its answer is known
   */
  readonly over?: (exchange?: Exchange) => TokenAlias;
}

export interface CallersOptions {
  /** Tokens that the target knows by alias. */
  readonly tokens: Target["tokens"];
  /** Requests without a token get that of A. */
  readonly addToken: boolean;
  /** What every token of the service looks like, where that is known: another text is no token of it. */
  readonly tokenShape?: RegExp | undefined;
}

export interface Callers {
  /**
   * The caller of a request. While the first request of a token is under way its others wait: only its answer tells whose
   * they are.
   * @returns undefined where the alias that the header x-gorest-as names is the caller's own token in this run
   */
  identify(request: CallerRequest): Caller | undefined | Promise<Caller | undefined>;
  /** Counts a request in; to be waited for, where it is a promise. */
  enter(): Promise<void> | undefined;
  /** The request is over. */
  leave(): void;
}

/** What tells of a caller. */
interface CallerRequest {
  readonly headers: IncomingHttpHeaders;
  /** Path and query. */
  readonly path: string;
}

/** No test suite has more; a client that tries out more gets no budget for each. */
const mostTokens = 500;

/** A token made by a service, not a word that a test puts in its place. */
const looksIssued = (token: string): boolean => /^(?:[0-9a-f]{32,}|(?=.*\d)[\w.~+/=-]{16,})$/i.test(token);

const bearerIn = (authorization: string): string | undefined => /^bearer\s+(\S+)\s*$/i.exec(authorization)?.[1];

const tokenInQuery = (url: string): string | undefined => {
  const at = url.indexOf("?");
  return at === -1 ? undefined : (new URLSearchParams(url.slice(at)).get("access-token") ?? undefined);
};

/** What an answer says of the token that was sent. */
const wordOf = (outcome: Answer | Failure): "accepted" | "refused" | undefined => {
  // Where a redirect leads says nothing of a token, so any request will do.
  const request = { method: "GET", url: "http://service/", headers: [], token: "unknown" } as const;
  if (outcome.kind === "failure" || !isServiceAnswer({ request, outcome })) return undefined;
  const { status, headers } = outcome;
  if (status === 401) return "refused";
  // A page of the site, which needs no login, says nothing of the token.
  const isData = status < 300 && /json/i.test(headerOf(outcome, "content-type") ?? "");
  return isData || headers.some(([name]) => isBudgetHeader(name)) ? "accepted" : undefined;
};

interface Token {
  /** Undefined: the service has not answered it yet. */
  as: TokenAlias | undefined;
  budget: BudgetName;
  /** Its first request is under way. */
  asking: boolean;
  /** Its first request has been sent. */
  tried: boolean;
  readonly waiting: (() => void)[];
}

/**
 * Tells callers apart by the tokens they send, and remembers each by a number. The first token that the service accepts
 * is recorded as A, one that it refuses as invalid, further ones as unknown: whether they belong to the same account is
 * not known, and so is not judged.
 */
export const createCallers = ({ tokens, addToken, tokenShape }: CallersOptions): Callers => {
  const known = new Map<string, Token>();
  /** Which token an alias stands for in this run. */
  const owners = new Map<TokenAlias, string | undefined>();
  let numbered = 0;
  let underWay = 0;
  /** One request has the way to itself, so that its sender can be reported after its answer. */
  let exclusive = false;
  const atDoor: (() => void)[] = [];

  /** Whether the alias stands for this token, or does from now on. */
  const claim = (alias: TokenAlias, token: string | undefined): boolean => {
    if (!owners.has(alias)) owners.set(alias, token);
    return owners.get(alias) === token;
  };

  const configured = (token: string): TokenAlias | undefined =>
    token === tokens.A ? "A" : token === tokens.B ? "B" : undefined;

  const meet = (token: string): Token => {
    const alias = configured(token);
    if (alias !== undefined) {
      const as = claim(alias, token) ? alias : "unknown";
      return { as, budget: as === "unknown" ? `token ${++numbered}` : alias, asking: false, tried: false, waiting: [] };
    }
    if (tokenShape !== undefined && !tokenShape.test(token))
      return { as: "invalid", budget: "invalid", asking: false, tried: false, waiting: [] };
    return { as: undefined, budget: `token ${++numbered}`, asking: false, tried: false, waiting: [] };
  };

  const learn = (token: string, entry: Token, outcome: Answer | Failure): TokenAlias => {
    const word = wordOf(outcome);
    if (word === "refused") {
      entry.as = "invalid";
      entry.budget = "invalid";
    } else if (word === "accepted") entry.as = looksIssued(token) && claim("A", token) ? "A" : "unknown";
    return entry.as ?? "unknown";
  };

  const withToken = async (token: string, entry: Token, authorization: string): Promise<Caller> => {
    while (entry.asking) await new Promise<void>((resolve) => entry.waiting.push(resolve));
    const { as, budget } = entry;
    if (as !== undefined) return { as, authorization, budget };
    // Where the first answer showed nothing, the others do not wait for one another.
    const first = !entry.tried;
    const alone = first && underWay === 1;
    entry.tried = true;
    entry.asking = first;
    exclusive ||= alone;
    return {
      as: "unknown",
      authorization,
      budget,
      ...(alone ? { asAnswered: (outcome) => learn(token, entry, outcome) } : {}),
      over: (exchange) => {
        if (exchange !== undefined && !alone) learn(token, entry, exchange.outcome);
        if (alone) exclusive = false;
        if (first) entry.asking = false;
        for (const resume of entry.waiting.splice(0)) resume();
        return entry.as ?? "unknown";
      },
    };
  };

  const enter = async (): Promise<void> => {
    while (exclusive) await new Promise<void>((resolve) => atDoor.push(resolve));
    underWay++;
  };

  const entryOf = (token: string): Token | undefined => {
    const found = known.get(token);
    if (found !== undefined || known.size >= mostTokens) return found;
    const entry = meet(token);
    known.set(token, entry);
    return entry;
  };

  const named = (alias: TokenAlias): Caller | undefined =>
    (alias === "A" || alias === "B") && !claim(alias, tokens[alias]) ? undefined : { as: alias, budget: alias };

  return {
    enter: () => {
      if (exclusive) return enter();
      underWay++;
      return undefined;
    },
    leave: () => {
      underWay--;
      if (!exclusive) for (const resume of atDoor.splice(0)) resume();
    },
    identify: ({ headers, path }) => {
      const { authorization, "x-gorest-as": alias } = headers;
      if (alias === "A" || alias === "B" || alias === "anonymous" || alias === "invalid") return named(alias);
      if (authorization !== undefined) {
        const token = bearerIn(authorization);
        // What another scheme is taken for is not known.
        if (token === undefined) return { as: "unknown", authorization, budget: "unknown" };
        const entry = entryOf(token);
        if (entry === undefined) return { as: "unknown", authorization, budget: "unknown" };
        return entry.as === undefined
          ? withToken(token, entry, authorization)
          : { as: entry.as, authorization, budget: entry.budget };
      }
      const inQuery = tokenInQuery(path);
      // Whether the service takes it from there is not known for sure; where it does, it is that token's budget.
      if (inQuery !== undefined)
        return { as: "unknown", authorization: "", budget: entryOf(inQuery)?.budget ?? "unknown" };
      return addToken ? named("A") : { as: "anonymous", authorization: "", budget: "anonymous" };
    },
  };
};
