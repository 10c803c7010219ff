import { describe, expect, test } from "vitest";
import { rules } from "./rules.ts";
import { deleted, make, notFound, shown, testHistory, userOf } from "./testing/history.ts";

/** Changes that services make and that no rule can foretell: by a body of another kind, or by another path. */
const unseen = [
  ["a form-encoded body", "A PATCH /users/7", "name=New", { "content-type": "application/x-www-form-urlencoded" }],
  ["a multipart body", "A PUT /users/7", "--x…", { "content-type": "multipart/form-data; boundary=x" }],
  ["its query", "A PATCH /users/7?name=New", undefined, {}],
  ["two slashes", "A PATCH //users/7", { name: "New" }, {}],
  ["an ending", "A PATCH /users/7.json", { name: "New" }, {}],
  ["another method in its body", "A POST /users/7", "_method=patch&name=New", { "content-type": "text/plain" }],
] as const;

const broken = (history: ReturnType<typeof testHistory>) => {
  history.end();
  return history.broken();
};

describe.each(unseen)("an update by %s", (_, line, body, headers) => {
  const after = { ...userOf(7), name: "New" };

  test("is what later reads show, also while it is under way", () => {
    const history = testHistory(rules);
    make(history, userOf(7));
    const update = history.ask(line, body, headers);
    const during = history.ask("A GET /users/7");
    during.gives(shown(after));
    update.gives(shown(after));
    history.ask("A GET /users/7").gives(shown(after));
    expect(broken(history)).toEqual([]);
  });

  test("may have happened where it has no answer", () => {
    const history = testHistory(rules);
    make(history, userOf(7));
    history.ask(line, body, headers).fails();
    history.ask("A GET /users/7").gives(shown(after));
    expect(broken(history)).toEqual([]);
  });

  test("excuses no value but the one that it showed", () => {
    const history = testHistory(rules);
    make(history, userOf(7));
    history.ask(line, body, headers).gives(shown(after));
    history.ask("A GET /users/7").gives(shown({ ...after, name: "Other" }));
    expect(broken(history)).toContain("read-shows-last-write");
  });

  test("that is refused changes nothing", () => {
    const history = testHistory(rules);
    make(history, userOf(7));
    history.ask(line, body, headers).gives(notFound);
    history.ask("A GET /users/7").gives(shown(after));
    expect(broken(history)).not.toEqual([]);
  });
});

test("a deletion by another path is no user who vanished", () => {
  const history = testHistory(rules);
  make(history, userOf(6));
  make(history, userOf(7));
  history.ask("A DELETE /users/7.json").gives(deleted);
  history.ask("A GET /users/7").gives(notFound);
  history.ask("A GET /users/6").gives(shown(userOf(6)));
  expect(broken(history)).toEqual([]);
});
