import { isUser, type User } from "../../contract/document.ts";
import { userFields } from "../../contract/resources.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { maySee } from "../../model/belief.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named, provesToken, quote, sameJson } from "../evidence.ts";
import { listPageOf, listQueryOf } from "../lists/list-query.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { contentOperations } from "../operations.ts";
import { rule, statefulRule, type View } from "../rule.ts";

const mostCopies = 2000;
const longestBody = 64 * 1024;

interface Copy {
  readonly body: string;
  readonly value: unknown;
  readonly seq: number;
}

export const etagFollowsContent = statefulRule({
  id: "etag-follows-content",
  sentence: "two different contents of one URL never share an ETag",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.2", "RFC 9110 8.8.3"],
  on: contentOperations,
  statuses: [200],
  start: () => new BoundedMap<string, Copy>(mostCopies),
  judge: (view, copies) => {
    const { headers, body, raw } = view.answer;
    const tag = headers.get("etag");
    // Behind one redacted token there may be several callers, for whom only a user by id is the same.
    const same = view.token !== "unknown" || view.operation?.action === "get";
    if (tag === undefined || body.kind !== "json" || !same) return undefined;
    if (raw.cut === true || view.exchange.gaps?.body === true || raw.body.length > longestBody) return undefined;
    const key = `${view.token} ${view.sent.request.url} ${tag}`;
    const before = copies.get(key);
    copies.delete(key);
    copies.set(key, { body: raw.body, value: body.value, seq: view.seq });
    // A weak tag may stand for another writing of the same content.
    if (before === undefined || before.body === raw.body || sameJson(before.value, body.value)) return holds;
    return violated(
      "another ETag for another content",
      `${quote(tag)} for ${quote(before.value)} and for ${quote(body.value)} of ${named(view)}`,
      [before.seq, view.seq],
    );
  },
});

const mostTags = 4000;

interface Tagged {
  readonly seq: number;
  readonly value: unknown;
}
interface State {
  /** The last content each ETag came with, by the opaque part of the tag. */
  readonly tags: Map<string, Tagged>;
  forgot: boolean;
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, "");

/** Whether the user may still be what the caller sees over the interval, as far as the model knows it. */
const mayBeCurrent = (view: View, user: User): boolean => {
  const belief = view.world.beliefs.get(user.id);
  if (belief === undefined || belief.weak) return true;
  const { startUs } = view.sent;
  const sees = maySee(belief.alive, true, startUs, view.endUs);
  return sees && userFields.every((field) => maySee(belief.fields[field], user[field], startUs, view.endUs));
};

const mayShow = (view: View, value: unknown): boolean => {
  if (view.operation?.id === "getUser") return isUser(value) && user(view, value);
  if (!Array.isArray(value)) return false;
  const users = value.filter(isUser);
  if (!users.every((one) => mayBeCurrent(view, one))) return false;
  const { page, limit } = listQueryOf(view);
  const own = page === 1 && limit !== undefined && users.length < limit ? ownMatchesOf(view) : undefined;
  if (own?.scoped !== true) return true;
  // The daily reset may have taken what is missing, if that is older than all that is there.
  const oldestUs = Math.min(...users.map(({ id }) => view.world.beliefs.get(id)?.createdUs ?? 0));
  return own.certain.every(({ id, createdUs }) => createdUs < oldestUs || users.some((one) => one.id === id));
};
const user = (view: View, value: User): boolean => value.id === view.id && mayBeCurrent(view, value);

export const notModifiedOnlyWhenCurrent = statefulRule({
  id: "not-modified-only-when-current",
  sentence: "304 comes only for the ETag of the content that a full answer would show",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.3", "RFC 9110 13.1.2 and 15.4.5"],
  on: ["listUsers", "getUser", "createUser", "putUser", "patchUser"],
  start: (): State => {
    const state: State = {
      tags: new BoundedMap(mostTags, {
        onForget: () => {
          state.forgot = true;
        },
      }),
      forgot: false,
    };
    return state;
  },
  judge: (view, state) => {
    const { status, headers, body } = view.answer;
    if (status === 200 || status === 201) {
      const tag = headers.get("etag");
      if (tag === undefined || body.kind !== "json" || view.exchange.gaps !== undefined) return undefined;
      if (view.operation?.id === "listUsers" && listPageOf(view) === undefined) return undefined;
      const key = opaque(tag);
      state.tags.delete(key);
      state.tags.set(key, { seq: view.seq, value: body.value });
      return undefined;
    }
    if (status !== 304 || view.exchange.gaps !== undefined) return undefined;
    const ifNoneMatch = view.sent.request.headers
      .flatMap(([name, value]) => (name === "if-none-match" ? [value] : []))
      .join(",");
    if (ifNoneMatch === "" || ifNoneMatch.trim() === "*") return undefined;
    const tags = ifNoneMatch.split(",").map(opaque);
    const own = headers.get("etag");
    if (own !== undefined && !tags.includes(opaque(own)))
      return violated(`the ETag of the copy named, ${quote(ifNoneMatch)}`, `304 with ETag: ${quote(own)}`, [view.seq]);
    const known = tags.flatMap((tag) => state.tags.get(tag) ?? []);
    if (known.length === 0 && state.forgot) return undefined;
    if (known.some(({ value }) => mayShow(view, value))) return holds;
    return violated(
      "the full answer, for the copy named is not the current one",
      `304 to ${named(view)} with If-None-Match: ${quote(ifNoneMatch)}`,
      [...known.map(({ seq }) => seq), view.seq],
    );
  },
});

/** Directives that let a cache give the answer to another caller, or give it later without revalidation. */
const cacheable = /(?:^|[\s,])(?:public(?=[\s,]|$)|immutable(?=[\s,]|$)|(?:s-maxage|max-age)\s*=\s*"?0*[1-9])/i;

export const privateAnswersNotCacheable = rule({
  id: "private-answers-not-cacheable",
  sentence: "an answer to a token may not be kept and shown again by a cache",
  clause: "every answer",
  level: "must",
  sources: ["facts 6.4", "RFC 9111 3.5 and 5.2.2"],
  judge: (view) => {
    if (!provesToken(view)) return undefined;
    const control = view.answer.headers.get("cache-control");
    if (control === undefined || !cacheable.test(control)) return holds;
    return violated(
      "Cache-Control: max-age=0, private, must-revalidate, or no-cache",
      `Cache-Control: ${quote(control)} with ${view.answer.status} to ${named(view)}`,
      [view.seq],
    );
  },
});
