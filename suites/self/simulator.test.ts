import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { virtualClock } from "../../src/contract/clock.ts";
import { etag } from "../../src/simulator/representation.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { type StoredUser, storedUser } from "../../src/simulator/store.ts";

/** Holds the simulator to recorded answers of the live service, exchange by exchange. */

const path = resolve(process.env.GOREST_RECORDED_HAR ?? "../shared/gorest/recorded.har");
const recorded = existsSync(path);
const publicBaseUrl = "https://gorest.co.in/public/v2";

interface HarEntry {
  readonly _index: number;
  readonly comment: string;
  readonly startedDateTime: string;
  readonly request: { readonly method: string; readonly url: string; readonly postData?: { readonly text: string } };
  readonly response: {
    readonly status: number;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: { readonly text?: string };
  };
}
// The file is ours and its shape is checked by the assertions below.
const har: { log: { entries: readonly HarEntry[] } } = recorded
  ? JSON.parse(readFileSync(path, "utf8"))
  : { log: { entries: [] } };
const entries = har.log.entries;

const headersOf = (entry: HarEntry) =>
  new Map(entry.response.headers.map(({ name, value }) => [name.toLowerCase(), value]));
const bodyOf = (entry: HarEntry) => entry.response.content.text ?? "";
const isFeatureOf2025 = (entry: HarEntry) => entry.startedDateTime >= "2025";

/**
 * Not the application's: the edge, the connection and the recording tool add, drop and rename these as they like.
 * The simulator sends `server` and `cf-cache-status` too, but a recording may lack them.
 */
const edgeHeaders = new Set(
  "alt-svc cf-cache-status cf-ray connection content-encoding content-length date keep-alive nel report-to server server-timing set-cookie transfer-encoding".split(
    " ",
  ),
);
/** One value a request; only its form can be compared. */
const valueVaries = new Set(["etag", "x-request-id", "x-runtime", "x-ratelimit-remaining", "x-ratelimit-reset"]);

const usersUrl = /^https:\/\/gorest\.co\.in\/public\/v2\/users(?:\/([^/?]*))?\/?(?:\?.*)?$/;
/** Users of v2, and routes that do not exist. Posts, comments and v1 are not simulated; #89 shows an older page size. */
const comparable = (entry: HarEntry) =>
  entry._index !== 89 &&
  (usersUrl.test(entry.request.url) || entry.response.status === 404) &&
  !/\/(posts|comments)/.test(entry.request.url);

const whoAsks = (comment: string): "A" | "invalid" | "anonymous" =>
  /deliberately invalid/.test(comment)
    ? "invalid"
    : /no Authorization|without a token/.test(comment)
      ? "anonymous"
      : "A";

type Row = {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly gender: string;
  readonly status: string;
};
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && "id" in value;

/** The users there must have been for the recorded answer to come about. */
const stateBefore = (entry: HarEntry): readonly StoredUser[] => {
  const { method, url, postData } = entry.request;
  const { status } = entry.response;
  const sent = postData === undefined ? {} : JSON.parse(postData.text);
  const answer: unknown = bodyOf(entry).startsWith("<") || bodyOf(entry) === "" ? undefined : JSON.parse(bodyOf(entry));
  const idText = usersUrl.exec(url)?.[1] ?? "";
  if (method === "POST" && bodyOf(entry).includes("already been taken")) {
    return [storedUser(5_000_000, undefined, { ...sent, name: "earlier" })];
  }
  if (method === "DELETE" && status === 204) {
    return [storedUser(Number(idText), "A", { name: "n", email: "e@e.ee", gender: "male", status: "active" })];
  }
  if (method !== "POST" && status === 200 && isRow(answer)) {
    // Before a change the fields it names were others.
    const before = "name" in sent ? { name: "before", status: "active" } : {};
    return [storedUser(answer.id, "A", { ...answer, ...before })];
  }
  if (Array.isArray(answer) && answer.every(isRow)) {
    const page = Number(new URL(url).searchParams.get("page") ?? 1);
    const total = Number(headersOf(entry).get("x-pagination-total") ?? page * 10);
    const filler = (id: number) =>
      storedUser(id, undefined, { name: "n", email: `${id}@filler.test`, gender: "male", status: "active" });
    const rows = answer.map((row, at) =>
      storedUser(row.id, at === 0 && whoAsks(entry.comment) === "A" ? "A" : undefined, row),
    );
    const newer = Array.from({ length: (page - 1) * 10 }, (_, i) => filler((rows[0]?.id ?? 0) + 1 + i));
    const older = Array.from({ length: total - newer.length - rows.length }, (_, i) =>
      filler((rows.at(-1)?.id ?? 0) - 1 - i),
    );
    return [...newer, ...rows, ...older];
  }
  return [];
};

const replay = async (entry: HarEntry) => {
  const simulator = createSimulator({ clock: virtualClock(), seedUsers: 0, publicBaseUrl });
  for (const user of stateBefore(entry)) simulator.store.put(user);
  const as = whoAsks(entry.comment);
  const { method, url, postData } = entry.request;
  const response = await simulator.fetch(
    new Request(url, {
      method,
      headers: {
        ...(as === "anonymous" ? {} : { authorization: `Bearer ${as === "A" ? simulator.tokens.A : "no-such-token"}` }),
        ...(postData === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(postData === undefined ? {} : { body: postData.text }),
    }),
  );
  return { response, body: await response.text() };
};

/** The id of a created user is the service's to choose: both sides get the same one before bytes are compared. */
const withoutNewId = (entry: HarEntry, text: string) =>
  entry.response.status === 201 ? text.replace(/("id":|users\/)\d+/, "$1N") : text;

describe.skipIf(!recorded)(
  `the simulator answers as recorded${recorded ? "" : ` (no file ${path}: set GOREST_RECORDED_HAR)`}`,
  () => {
    test.each(
      entries
        .filter(comparable)
        .map((entry) => [`#${entry._index} ${entry.request.method} ${entry.request.url}`, entry] as const),
    )("%s", async (_title, entry) => {
      const { response, body } = await replay(entry);
      const expected = headersOf(entry);
      expect(response.status).toBe(entry.response.status);

      if (bodyOf(entry).startsWith("<!DOCTYPE html>")) {
        expect(body).toContain("Page Not Found | GO REST");
        expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      } else {
        // Byte for byte, which holds the order of keys too.
        expect(withoutNewId(entry, body)).toBe(withoutNewId(entry, bodyOf(entry)));
      }
      if (expected.size === 0) return;

      const names = (all: Iterable<string>) =>
        [...all]
          .filter((name) => !edgeHeaders.has(name) && (name !== "feature-policy" || isFeatureOf2025(entry)))
          .sort();
      expect(names(response.headers.keys())).toEqual(names(expected.keys()));
      for (const name of names(expected.keys())) {
        if (valueVaries.has(name)) continue;
        expect(`${name}: ${withoutNewId(entry, response.headers.get(name) ?? "")}`).toBe(
          `${name}: ${withoutNewId(entry, expected.get(name) ?? "")}`,
        );
      }
      expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(response.headers.get("x-runtime")).toMatch(/^\d+\.\d{6}$/);
      if (expected.has("etag")) expect(response.headers.get("etag")).toBe(etag(body));
    });

    test("every users exchange is compared but the one of an older default", () => {
      const users = entries.filter(({ request }) => usersUrl.test(request.url));
      expect(users.filter((entry) => !comparable(entry)).map((entry) => entry._index)).toEqual([89]);
      expect(entries.filter(comparable).length).toBeGreaterThan(70);
    });

    test("ETag is the recorded one for every body that was not redacted", () => {
      const tagged = entries.filter((entry) => headersOf(entry).has("etag"));
      const redacted = tagged.filter((entry) => etag(bodyOf(entry)) !== headersOf(entry).get("etag"));
      expect(tagged.length - redacted.length).toBe(21);
      expect(redacted.map((entry) => entry._index)).toEqual([39, 40, 84, 88]);
    });

    test("Reset follows from the next Remaining in every recorded pair", () => {
      const budgets = entries
        .filter((entry) => headersOf(entry).has("x-ratelimit-reset"))
        .map((entry) => ({
          run: entry.comment.split(/\/requests\/main| \(|—/)[0],
          at: entry.startedDateTime,
          ...budgetOf(headersOf(entry)),
        }));
      const pairs = budgets.slice(1).flatMap((next, i) => {
        const first = budgets[i];
        return first !== undefined && first.run === next.run && first.at <= next.at ? [{ first, next }] : [];
      });
      expect(pairs).toHaveLength(47);
      for (const { first, next } of pairs) expect(first.reset).toBe(resetBefore(first.limit, next.remaining));
    });
  },
);

const budgetOf = (headers: { get(name: string): string | null | undefined }) => ({
  limit: Number(headers.get("x-ratelimit-limit")),
  remaining: Number(headers.get("x-ratelimit-remaining")),
  reset: Number(headers.get("x-ratelimit-reset")),
});
/** The relation between two calls that needs no clock. @see facts 7.5 */
const resetBefore = (limit: number, nextRemaining: number) => Math.floor(((limit - nextRemaining + 1) * 60) / limit);

test.each([5, 90, 300])("Reset follows from the next Remaining in the simulator, limit %i", async (limit) => {
  const clock = virtualClock();
  const { fetch, tokens } = createSimulator({ clock, limit });
  const ask = async () => {
    const response = await fetch(
      new Request(`${publicBaseUrl}/users`, { headers: { authorization: `Bearer ${tokens.A}` } }),
    );
    return { status: response.status, ...budgetOf(response.headers) };
  };
  let last = await ask();
  for (let call = 0; call < 60; call++) {
    await clock.sleep((call * 137) % 2500);
    const next = await ask();
    if (last.status === 200 && next.status === 200) expect(last.reset).toBe(resetBefore(limit, next.remaining));
    last = next;
  }
});
