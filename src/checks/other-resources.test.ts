import { expect, test } from "vitest";
import { fetchAdapter } from "../client/http/fetch-adapter.ts";
import { createPacer } from "../client/pacing/pacer.ts";
import { createTransport } from "../client/transport.ts";
import { createGorestClient } from "../client/typed-client.ts";
import { virtualClock } from "../contract/clock.ts";
import type { HistoryEvent } from "../contract/exchange.ts";
import type { Target } from "../contract/target.ts";
import { findFault } from "../simulator/faults.ts";
import { createSimulator } from "../simulator/simulator.ts";
import { createJudge } from "./judge.ts";
import { rules } from "./rules.ts";

/** What the rules say of a life below a user, on a simulator that is correct or has one fault. */
const judged = async (faultId?: string) => {
  const clock = virtualClock();
  const fault = faultId === undefined ? undefined : findFault(faultId);
  const simulator = createSimulator({ clock, limited: false, ...(fault === undefined ? {} : { fault }) });
  const target: Target = {
    kind: "simulator",
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { ...simulator.tokens, invalid: "no-such-token" },
    assumedPerMinute: undefined,
  };
  const pacer = createPacer({ clock, kind: "burst", assumedPerMinute: undefined });
  const transport = createTransport({
    target,
    adapter: fetchAdapter(simulator.fetch, { clock, latencyMs: 5, seed: 1 }),
    clock,
    pacer,
  });
  const judge = createJudge({ rules, basePath: "/public/v2" });
  const broken: string[] = [];
  const take = (event: HistoryEvent) => broken.push(...judge.event(event).map(({ rule }) => rule.id));
  transport.listen(take);
  const { users, posts, comments, todos } = createGorestClient({ transport });
  const anonymous = createGorestClient({ transport, as: "anonymous" });
  const made = await users.create({ name: "P", email: "p@example.com", gender: "male", status: "active" });
  const user = made.ok ? made.user.id : 0;
  const post = await posts.create(user, { title: "T", body: "B" });
  const id = post?.ok === true ? post.record.id : 0;
  const comment = await comments.create(id, { name: "N", email: "a@b.example", body: "B" });
  const commentId = comment?.ok === true ? comment.record.id : 0;
  const todo = await todos.create(user, { title: "T", status: "pending", due_on: null });
  const todoId = todo?.ok === true ? todo.record.id : 0;
  await anonymous.posts.create(user, { title: "T", body: "B" }).catch(() => undefined);
  for (const each of [posts, comments, todos]) {
    await each.list({ per_page: 5 });
    await each.list({ per_page: 5, page: 2 });
    await each.list({ page: 9_000_000 });
    await each.get(7);
  }
  await posts.listOf(user);
  await comments.listOf(id);
  await posts.get(id);
  await posts.get(id);
  await posts.patch(id, { title: "new" });
  await posts.put(id, { body: "" });
  await posts.delete(id);
  await comments.get(commentId);
  await comments.create(id, { name: "N", email: "a@b.example", body: "B" });
  await users.delete(user);
  await todos.get(todoId);
  await todos.listOf(user);
  await todos.create(user, { title: "T", status: "pending" });
  broken.push(...judge.end().map(({ rule }) => rule.id));
  const held = new Map(judge.verdicts().map(({ rule, kind }) => [rule, kind]));
  await transport.close();
  return { broken: [...new Set(broken)], held };
};

test("the rules about every answer, ids, lists, pages, ETags, callers and budgets judge every resource", async () => {
  const { broken, held } = await judged();
  expect(broken).toEqual([]);
  for (const rule of [
    "body-schema",
    "documented-status",
    "etag-follows-content",
    "page-holds-limit",
    "pages-is-total-over-limit",
    "page-header-is-page-asked",
    "limit-header-is-page-size",
    "links-follow-pages",
    "beyond-the-end-is-empty",
    "page-has-no-duplicates",
    "read-answers-the-id-asked",
    "not-found-text",
    "anonymous-create-answers-401",
    "unauthorized-texts",
    "rate-headers-on-token",
    "child-names-its-parent",
    "children-go-with-their-parent",
    "missing-parent-is-refused",
  ])
    expect(`${rule} ${held.get(rule)}`).toBe(`${rule} holds`);
});

test.each([
  "child-names-another-parent",
  "children-outlive-their-parent",
  "missing-parent-is-taken",
  "pages-rounded-down",
  "next-link-skips-a-page",
  "not-found-as-html",
])("the fault %s shows on what lies below users", async (id) => {
  const fault = findFault(id);
  expect((await judged(id)).broken).toContain(fault?.breaks);
});
