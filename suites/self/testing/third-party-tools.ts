import { gzipSync } from "node:zlib";
import type { Entry, NamedValue } from "./third-party-hars.ts";

const withResponse = (entry: Entry, response: Partial<Entry["response"]>): Entry => ({
  ...entry,
  response: { ...entry.response, ...response },
});
const authorization = (change: (value: string) => readonly NamedValue[]) => (entry: Entry) => ({
  ...entry,
  request: {
    ...entry.request,
    headers: entry.request.headers.flatMap((header) =>
      header.name === "Authorization" ? change(header.value) : [header],
    ),
  },
});
const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
const untimed = (entry: Entry, time: number): Entry => ({
  ...entry,
  time,
  timings: { send: 0, wait: time, receive: 0 },
});
const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64");
const filled = (entry: Entry) => entry.response.content.text !== undefined && entry.response.content.text !== "";

/** What tools and people do to an archive. */
export const tools: Readonly<Record<string, (entries: readonly Entry[], random: () => number) => readonly unknown[]>> =
  {
    "developer tools, with tokens": (entries) => entries,
    "developer tools, sanitized": (entries) => entries.map(authorization(() => [])),
    "tokens redacted": (entries) =>
      entries.map(authorization(() => [{ name: "Authorization", value: "Bearer <redacted>" }])),
    "as they ended": (entries) =>
      [...entries].sort((a, b) => Date.parse(a.startedDateTime) + a.time - Date.parse(b.startedDateTime) - b.time),
    reversed: (entries) => [...entries].reverse(),
    shuffled,
    "whole seconds, no durations": (entries, random) =>
      shuffled(
        entries.map((entry) => untimed({ ...entry, startedDateTime: `${entry.startedDateTime.slice(0, 19)}Z` }, -1)),
        random,
      ),
    "whole seconds with durations": (entries, random) =>
      shuffled(
        entries.map((entry) => ({ ...entry, startedDateTime: `${entry.startedDateTime.slice(0, 19)}+00:00` })),
        random,
      ),
    "no durations": (entries) => entries.map((entry) => untimed(entry, 0)),
    "no dates": (entries, random) => shuffled(entries, random).map(({ startedDateTime, time, ...entry }) => entry),
    "a file and its copy": (entries) => [...entries, ...entries],
    "half of it": (entries, random) => entries.filter(() => random() < 0.5),
    "without changes": (entries) => entries.filter(({ request: { method } }) => method !== "PATCH" && method !== "PUT"),
    "without deletions": (entries) => entries.filter(({ request: { method } }) => method !== "DELETE"),
    "some of each": (entries, random) => shuffled(entries, random).slice(0, 40),
    "what a page may read": (entries) =>
      entries.map((entry) =>
        withResponse(entry, {
          headers: entry.response.headers.filter(({ name }) => /^(cache-control|content-type)$/.test(name)),
        }),
      ),
    "what a service exposes": (entries) =>
      entries.map((entry) =>
        withResponse(entry, {
          headers: entry.response.headers.filter(({ name }) => /^(content-type|x-pagination-.*)$/.test(name)),
        }),
      ),
    "headers redacted": (entries) =>
      entries.map((entry) =>
        withResponse(entry, {
          headers: entry.response.headers.map((header) =>
            /etag|request-id|location|ratelimit/.test(header.name) ? { ...header, value: "[REDACTED]" } : header,
          ),
        }),
      ),
    "e-mails redacted": (entries) => JSON.parse(JSON.stringify(entries).replaceAll(/[\w.+-]+@[\w.-]+/g, "<redacted>")),
    "names redacted": (entries) =>
      JSON.parse(JSON.stringify(entries).replaceAll(/\\"name\\":\\"(?:[^\\"]|\\\\.)*\\"/g, '\\"name\\":\\"***\\"')),
    "no bodies": (entries) =>
      entries.map(({ request: { postData, ...request }, ...entry }) => ({
        ...withResponse({ ...entry, request }, { content: { size: -1 } }),
      })),
    base64: (entries) =>
      entries.map((entry) =>
        withResponse(entry, {
          content: { ...entry.response.content, text: base64(entry.response.content.text ?? ""), encoding: "base64" },
        }),
      ),
    "still compressed": (entries) =>
      entries.map((entry) =>
        filled(entry)
          ? withResponse(entry, {
              headers: [...entry.response.headers, { name: "content-encoding", value: "gzip" }],
              content: { size: 1, text: base64(gzipSync(entry.response.content.text ?? "")), encoding: "base64" },
            })
          : entry,
      ),
    "bodies cut": (entries) =>
      entries.map((entry) =>
        withResponse(entry, {
          content: { ...entry.response.content, text: entry.response.content.text?.slice(0, 60) ?? "" },
        }),
      ),
  };
