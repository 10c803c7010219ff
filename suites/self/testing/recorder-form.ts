import type { NamedValue } from "./third-party-hars.ts";

/** The same traffic in the form that each recorder gives it: what it adds, leaves out, and writes where it knows nothing. */

interface Message {
  readonly headers: readonly NamedValue[];
}
export interface RecordedEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: Message & {
    readonly method: string;
    readonly url: string;
    readonly postData?: { readonly mimeType: string; readonly text?: string };
  };
  readonly response: Message & {
    readonly status: number;
    readonly content: { readonly size?: number; readonly mimeType?: string; readonly text?: string };
  };
}
type Content = RecordedEntry["response"]["content"];

export interface Change {
  readonly entry?: (entry: RecordedEntry, index: number) => object;
  readonly request?: (request: RecordedEntry["request"]) => object;
  readonly response?: (response: RecordedEntry["response"]) => object;
  readonly content?: (content: Content, response: RecordedEntry["response"]) => object;
  /** Entries of the recorder's own among the others. */
  readonly extra?: readonly object[];
  readonly log?: object;
}

export type Form = (entries: readonly RecordedEntry[]) => unknown;

export const changed =
  (creator: string, { entry, request, response, content, extra = [], log = {} }: Change = {}) =>
  (entries: readonly RecordedEntry[]): unknown => ({
    log: {
      version: "1.2",
      creator: { name: creator, version: "1.0", comment: "" },
      ...log,
      entries: [
        ...extra,
        ...entries.map((one, index) => ({
          ...one,
          request: { ...one.request, ...request?.(one.request) },
          response: {
            ...one.response,
            ...response?.(one.response),
            content: { ...one.response.content, ...content?.(one.response.content, one.response) },
          },
          ...entry?.(one, index),
        })),
      ],
    },
  });

const renamed = (change: (name: string) => string) => (message: Message) => ({
  headers: message.headers.map(({ name, value }) => ({ name: change(name), value })),
});
export const lower = renamed((name) => name.toLowerCase());
export const without = (pattern: RegExp, { headers }: Message) => headers.filter(({ name }) => !pattern.test(name));
export const dateIn = (zoneMs: number, suffix: string) => (date: string) => {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? date : new Date(ms + zoneMs).toISOString().replace("Z", suffix);
};
export const hour = 3_600_000;

export const api = "https://gorest.co.in/public/v2/users";
export const extraAt = (entry: object) => ({
  startedDateTime: "2026-03-01T10:00:00.000Z",
  time: 1,
  timings: {},
  ...entry,
});
