import type { Answer, Exchange } from "../contract/exchange.ts";
import { ContractError } from "./errors.ts";

/**
 * The least of a Request that openapi-fetch needs. Node's own costs more than the whole rest of a call, because it
 * validates, copies and streams what is only handed on to the transport here.
 */
export class LightRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: unknown;
  readonly body: string | undefined;
  /** Set from the options of the call: openapi-fetch copies those it does not know onto the request. */
  declare readonly timeoutMs?: number;
  declare readonly signal?: AbortSignal;

  constructor(url: string, init: { readonly method: string; readonly headers?: unknown; readonly body?: string }) {
    this.url = url;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
  }
}

/** The least of a Response that openapi-fetch needs, over an answer that has been recorded already. */
export class LightResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly answer: Answer;
  readonly exchange: Exchange;
  readonly headers: { get(name: string): string | null };

  constructor(exchange: Exchange, answer: Answer) {
    this.exchange = exchange;
    this.answer = answer;
    this.status = answer.status;
    this.ok = answer.status >= 200 && answer.status < 300;
    this.headers = { get: (name) => this.header(name.toLowerCase()) ?? null };
  }

  /** A header by its lower-case name. The length is that of the body we have: it decides whether openapi-fetch reads it. */
  header(name: string): string | undefined {
    if (name === "content-length") return `${this.answer.body.length}`;
    return this.answer.headers.find(([key]) => key === name)?.[1];
  }

  async text(): Promise<string> {
    return this.answer.body;
  }

  /** @throws ContractError where the body is no JSON */
  async json(): Promise<unknown> {
    try {
      return JSON.parse(this.answer.body);
    } catch (cause) {
      const { method, url } = this.exchange.request;
      throw new ContractError(
        `the service answered ${this.status} with a body that is not JSON`,
        "This is the service's doing; the recorded exchange holds the body.",
        { method, url, cause },
      );
    }
  }
}
