import { describe, expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import { createSimulator } from "./simulator.ts";
import { idOf, sendingTo, someone } from "./testing/requests.ts";

const start = () => {
  const simulator = createSimulator({ clock: virtualClock(), limited: false, seedUsers: 3 });
  const ask = sendingTo(simulator);
  const makeUser = async () => idOf(await ask("POST /users", { json: someone() }));
  return { ask, makeUser, simulator };
};
const post = { title: "A title", body: "A body" };
const blank = "can't be blank";

describe("posts, comments and todos", () => {
  test("are created below their parent, named by Location, read, changed and deleted", async () => {
    const { ask, makeUser } = start();
    const user = await makeUser();
    const made = await ask(`POST /users/${user}/posts`, { json: post });
    const id = idOf(made);
    expect([made.status, made.text]).toEqual([201, `{"id":${id},"user_id":${user},"title":"A title","body":"A body"}`]);
    expect(made.headers.get("location")).toBe(`http://simulator.test/public/v2/posts/${id}`);
    expect((await ask(`GET /posts/${id}`)).text).toBe(made.text);
    const comment = await ask(`POST /posts/${id}/comments`, { json: { name: "N", email: "a@b.c", body: "B" } });
    expect(comment.text).toBe(`{"id":${idOf(comment)},"post_id":${id},"name":"N","email":"a@b.c","body":"B"}`);
    expect((await ask(`PATCH /posts/${id}`, { json: { body: "new" } })).text).toBe(
      `{"body":"new","id":${id},"user_id":${user},"title":"A title"}`,
    );
    const todo = await ask(`POST /users/${user}/todos`, {
      json: { title: "T", due_on: "2026-07-01", status: "Pending" },
    });
    expect(todo.json).toMatchObject({ due_on: "2026-07-01T00:00:00.000+05:30", status: "pending", user_id: user });
    expect((await ask(`DELETE /posts/${id}`)).status).toBe(204);
    expect((await ask(`GET /posts/${id}`)).json).toEqual({ message: "Resource not found" });
    expect((await ask(`GET /comments/${idOf(comment)}`)).status).toBe(404);
  });

  test.each([
    [
      "posts",
      {},
      [
        ["title", blank],
        ["body", blank],
      ],
    ],
    [
      "posts",
      { title: "x".repeat(201), body: " " },
      [
        ["title", "is too long (maximum is 200 characters)"],
        ["body", blank],
      ],
    ],
    ["posts", { title: "x", body: "x".repeat(501) }, [["body", "is too long (maximum is 500 characters)"]]],
    ["todos", { title: "T" }, [["status", "can't be blank, can be pending or completed"]]],
  ])("%s refuses %j with every broken field", async (name, json, errors) => {
    const { ask, makeUser } = start();
    const refused = await ask(`POST /users/${await makeUser()}/${name}`, { json });
    expect([refused.status, refused.json]).toEqual([422, errors.map(([field, message]) => ({ field, message }))]);
  });

  test("a comment without an e-mail says that it is blank and invalid", async () => {
    const { ask, makeUser } = start();
    const id = idOf(await ask(`POST /users/${await makeUser()}/posts`, { json: post }));
    const refused = await ask(`POST /posts/${id}/comments`, { json: { name: "N", body: "B" } });
    expect(refused.json).toEqual([{ field: "email", message: "can't be blank, is invalid" }]);
  });

  test("a due date that is none is null", async () => {
    const { ask, makeUser } = start();
    const json = { title: "T", due_on: "soon", status: "completed" };
    expect((await ask(`POST /users/${await makeUser()}/todos`, { json })).json).toMatchObject({ due_on: null });
  });

  test("a parent that does not exist for the caller is refused, and without a token that comes first", async () => {
    const { ask, makeUser } = start();
    const user = await makeUser();
    const missing = await ask("POST /users/1/posts", { json: post });
    expect([missing.status, missing.json]).toEqual([422, [{ field: "user", message: "must exist" }]]);
    expect((await ask(`POST /users/${user}/posts`, { json: post, as: "B" })).status).toBe(422);
    expect((await ask("POST /posts/1/comments", { json: {} })).json).toContainEqual({
      field: "post",
      message: "must exist",
    });
    const refused = await ask("POST /users/1/posts", { json: post, as: "anonymous" });
    expect([refused.status, refused.json]).toEqual([401, { message: "Authentication failed" }]);
  });

  test("are private to their account, and lists below an invisible parent are empty", async () => {
    const { ask, makeUser } = start();
    const user = await makeUser();
    const id = idOf(await ask(`POST /users/${user}/posts`, { json: post }));
    for (const as of ["B", "anonymous"] as const) {
      expect((await ask(`GET /posts/${id}`, { as })).status).toBe(404);
      expect((await ask(`GET /users/${user}/posts`, { as })).json).toEqual([]);
    }
    expect((await ask("GET /users/1/posts")).json).toEqual([]);
    expect((await ask(`GET /users/${user}/posts`)).json).toMatchObject([{ id }]);
  });

  test("are listed newest first, filtered and paged; the links lead to the list of all", async () => {
    const { ask, makeUser } = start();
    const user = await makeUser();
    for (const title of ["one", "two", "twoo"]) await ask(`POST /users/${user}/posts`, { json: { title, body: "b" } });
    const titles = async (line: string) => {
      const { json } = await ask(line);
      return Array.isArray(json) ? json.map(({ title }) => title).join() : "";
    };
    expect(await titles(`GET /users/${user}/posts`)).toBe("twoo,two,one");
    expect(await titles("GET /posts?title=TWO")).toBe("twoo,two");
    expect(await titles(`GET /posts?user_id=${user}&per_page=2&page=2`)).toBe("one");
    const { headers } = await ask(`GET /users/${user}/posts?per_page=2`);
    expect(headers.get("x-links-next")).toBe("http://simulator.test/public/v2/posts?page=2");
    expect(headers.get("x-pagination-total")).toBe("3");
    expect((await ask("GET /posts", { as: "anonymous" })).headers.get("x-pagination-total")).toBe("3");
  });

  test("go with their parent, and with its parent", async () => {
    const { ask, makeUser, simulator } = start();
    const user = await makeUser();
    const id = idOf(await ask(`POST /users/${user}/posts`, { json: post }));
    const comment = idOf(await ask(`POST /posts/${id}/comments`, { json: { name: "N", email: "a@b.c", body: "B" } }));
    await ask(`DELETE /users/${user}`);
    expect((await ask(`GET /posts/${id}`)).status).toBe(404);
    expect((await ask(`GET /comments/${comment}`)).status).toBe(404);
    simulator.reset();
    expect((await ask("GET /todos")).headers.get("x-pagination-total")).toBe("3");
  });
});
