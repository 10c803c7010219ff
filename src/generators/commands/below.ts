import type { Exchange } from "../../contract/exchange.ts";
import { isObject } from "../../contract/is-object.ts";
import { jsonOf } from "../../contract/own-records.ts";
import type { Command, StepContext } from "../step.ts";

const post = { title: "A title", body: "A body" };
const comment = { name: "Somebody", email: "somebody@example.com", body: "A comment" };
const todo = { title: "A task", due_on: "2026-07-01T00:00:00.000+05:30", status: "pending" } as const;

/** The id of the record that an answer shows, kept under a name of the case; undefined where it shows none. */
const keep = (exchange: Exchange, name: string, context: StepContext): number | undefined => {
  const { outcome } = exchange;
  const value = outcome.kind === "answer" && outcome.status === 201 ? jsonOf(outcome.body) : undefined;
  const id = isObject(value) && Number.isSafeInteger(value.id) ? Number(value.id) : undefined;
  if (id !== undefined) context.bind(name, id);
  return id;
};

const pathTo = (id: number) => ({ params: { path: { id } } });

/** Makes a post, a comment and a todo below a user, reads, lists, changes and refuses them; the todo and a post stay. */
const make = async (as: Parameters<StepContext["api"]>[0], handle: string, context: StepContext): Promise<void> => {
  const user = context.idOf(handle);
  if (user === undefined) return;
  const api = context.api(as);
  const below = pathTo(user);
  const left = keep(await api.POST("/users/{id}/posts", { ...below, body: post }), `${handle} post`, context);
  keep(await api.POST("/users/{id}/todos", { ...below, body: todo }), `${handle} todo`, context);
  const second = keep(await api.POST("/users/{id}/posts", { ...below, body: post }), `${handle} gone post`, context);
  await context.api("anonymous").POST("/users/{id}/posts", { ...below, body: post });
  await api.GET("/users/{id}/posts", { params: { path: { id: user }, query: { per_page: 1, page: 2 } } });
  await api.GET("/users/{id}/todos", below);
  await api.GET("/todos", { params: { query: { per_page: 5 } } });
  if (left !== undefined) {
    const one = pathTo(left);
    await api.GET("/posts/{id}", one);
    await api.PATCH("/posts/{id}", { ...one, body: { title: "Another title" } });
    await api.PUT("/posts/{id}", { ...one, body: { body: "" } });
    await api.GET("/posts/{id}", one);
  }
  if (second === undefined) return;
  const gone = pathTo(second);
  const made = keep(await api.POST("/posts/{id}/comments", { ...gone, body: comment }), `${handle} comment`, context);
  await api.GET("/posts/{id}/comments", gone);
  await api.DELETE("/posts/{id}", gone);
  await api.GET("/posts/{id}", gone);
  if (made !== undefined) await api.GET("/comments/{id}", pathTo(made));
  await api.POST("/posts/{id}/comments", { ...gone, body: comment });
};

/** Looks for what was left when the user is deleted, and creates more below it. */
const lookAfter = async (
  as: Parameters<StepContext["api"]>[0],
  handle: string,
  context: StepContext,
): Promise<void> => {
  const user = context.idOf(handle);
  const todoId = context.idOf(`${handle} todo`);
  const postId = context.idOf(`${handle} post`);
  if (user === undefined) return;
  const api = context.api(as);
  if (todoId !== undefined) await api.GET("/todos/{id}", pathTo(todoId));
  if (postId !== undefined) await api.GET("/posts/{id}", pathTo(postId));
  await api.GET("/users/{id}/todos", pathTo(user));
  await api.POST("/users/{id}/posts", { ...pathTo(user), body: post });
};

/** What lies below a user: a life of it while the user is there, and a look for it afterwards. */
export const below: Command<"below"> = {
  cost: ({ when }) => (when === "there" ? 17 : 4),
  run: ({ as, handle, when }, context) => (when === "there" ? make : lookAfter)(as, handle, context),
};
