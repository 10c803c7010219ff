import { verifyTraffic } from "../../../src/cli/verify-traffic.ts";
import type { Exchange } from "../../../src/contract/exchange.ts";
import type { Verdict } from "../../../src/contract/verdict.ts";
import { exchangesOfHar, type HarOptions, type HarReading } from "../../../src/har/read-har.ts";

/** Small archives in the forms that recorders give them, of a service that is as it should be unless the case says so. */

const token = "4f0c2a91d7e85b36".repeat(4);
const base = "https://gorest.co.in/public/v2";
export const ada = { name: "Ada", email: "ada@example.com", gender: "female", status: "active" };
export const id = 8299746;

type Pair = { readonly name: string; readonly value: string };
const pairs = (headers: Readonly<Record<string, string>>): readonly Pair[] =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

export interface CallOptions {
  /** Seconds after ten o'clock. */
  readonly at?: number;
  readonly date?: string;
  readonly time?: number;
  readonly json?: object;
  /** What the answer shows; undefined: no body. */
  readonly shown?: unknown;
  readonly status?: number;
  readonly entry?: object;
  readonly request?: object;
  readonly response?: object;
  /** Response headers in place of the usual. */
  readonly headers?: Readonly<Record<string, string>>;
}

const usual = {
  "Cache-Control": "max-age=0, private, must-revalidate",
  Vary: "Origin",
  "X-RateLimit-Limit": "90",
  "X-RateLimit-Remaining": "80",
  "X-RateLimit-Reset": "1",
};

/** One entry: `call("POST", "/users", { json, shown })`. */
export const call = (method: string, path: string, options: CallOptions = {}): object => {
  const { at = 0, json, shown, time = 20 } = options;
  const date = options.date ?? new Date(Date.UTC(2026, 2, 1, 10) + at * 1000).toISOString();
  const sent = json === undefined ? undefined : JSON.stringify(json);
  const text = shown === undefined ? "" : typeof shown === "string" ? shown : JSON.stringify(shown);
  const status = options.status ?? (method === "POST" ? 201 : method === "DELETE" ? 204 : 200);
  return {
    startedDateTime: date,
    time,
    request: {
      method,
      url: path.startsWith("/") ? base + path : path,
      headers: pairs({
        Accept: "application/json",
        Authorization: `Bearer ${token}`,
        ...(sent === undefined
          ? {}
          : { "Content-Type": "application/json", "Content-Length": `${Buffer.byteLength(sent)}` }),
      }),
      bodySize: sent === undefined ? 0 : Buffer.byteLength(sent),
      ...(sent === undefined ? {} : { postData: { mimeType: "application/json", text: sent } }),
      ...options.request,
    },
    response: {
      status,
      headers: pairs({
        ...(text === "" ? {} : { "Content-Type": "application/json; charset=utf-8" }),
        ...(options.headers ?? { ...usual, Date: "Sun, 01 Mar 2026 10:00:00 GMT" }),
      }),
      content: { size: Buffer.byteLength(text), mimeType: "application/json", text },
      ...options.response,
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    ...options.entry,
  };
};

export const archive = (creator: string, ...entries: readonly unknown[]): unknown => ({
  log: { version: "1.2", creator: { name: creator, version: "1" }, entries },
});

export interface Found {
  readonly reading: HarReading;
  readonly exchanges: readonly Exchange[];
  readonly violated: readonly string[];
  readonly exercised: readonly string[];
  readonly reasons: ReadonlyMap<string, string>;
}

/** Reads an archive and judges it by every rule. */
export const judged = async (json: unknown, options: HarOptions = {}): Promise<Found> => {
  const reading = exchangesOfHar(json, options);
  const { exchanges, basePath } = reading;
  const { verdicts, reasons } = await verifyTraffic({ exchanges, basePath, notes: [] });
  const of = (is: (verdict: Verdict) => boolean) => verdicts.filter(is).map(({ rule }) => rule);
  return {
    reading,
    exchanges,
    violated: of(({ kind }) => kind === "violated"),
    exercised: of(({ kind }) => kind !== "not exercised"),
    reasons,
  };
};

/** UTF-8 read a byte a character. */
export const misread = (text: string, label = "windows-1252"): string =>
  new TextDecoder(label).decode(Buffer.from(text, "utf8"));
