import { expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import { created, fieldsOf, make, notFound, shown, testHistory, unprocessable, userOf } from "../testing/history.ts";

const rules = allRules.filter(({ clause }) => clause === "create");
const user = userOf(7);

test("a created user has an id of the service's choice", () => {
  const asking = () => testHistory(rules).ask("A POST /users", { ...fieldsOf(user), id: 7 });
  expect(asking().gives(created(user))).toContain("ids-are-new");
  expect(asking().gives(created({ ...user, id: 8 }))).toEqual([]);
  expect(asking().gives(unprocessable(["id", "is not allowed"]))).toEqual([]);
});

test("an id is given once", () => {
  const history = testHistory(rules);
  make(history, user);
  const other = userOf(8);
  expect(history.ask("A POST /users", fieldsOf(other)).gives(created({ ...other, id: 7 }))).toContain("ids-are-new");
});

test("a create makes a user, and doesn't find one who was there before", () => {
  const history = testHistory(rules);
  history.ask("anonymous GET /users/7").gives(shown(user));
  expect(history.ask("A POST /users", fieldsOf(user)).gives(created(user))).toContain("ids-are-new");
  // After a reset ids may begin anew.
  const other = { ...userOf(8), id: 7 };
  expect(history.ask("A POST /users", fieldsOf(other)).gives(created(other))).toEqual([]);
});

const later = userOf(5);

test("an id smaller than that of a user made before, which is still there, is a violation", () => {
  const history = testHistory(rules);
  make(history, user);
  make(history, later);
  expect(history.ask("A GET /users/7").gives(shown(user))).toContain("ids-grow");
});

test("a smaller id without a word of a reset is a violation in the end", () => {
  const history = testHistory(rules);
  make(history, user);
  make(history, later);
  expect(history.broken()).toEqual([]);
  expect(history.end()).toContain("ids-grow");
});

test("ids may have gaps, belong to another account, or come in any order from creates that overlap", () => {
  const history = testHistory(rules);
  make(history, user);
  make(history, userOf(4_000_000_000));
  make(history, userOf(9), "B");
  const slow = history.ask("A POST /users", fieldsOf(userOf(4_000_000_001)));
  const fast = history.ask("A POST /users", fieldsOf(userOf(4_000_000_002)));
  fast.gives(created(userOf(4_000_000_002)));
  slow.gives(created(userOf(4_000_000_001)));
  expect(history.end()).toEqual([]);
  expect(history.verdict("ids-grow")?.kind).toBe("holds");
});

test("after a reset ids may begin anew", () => {
  const history = testHistory(rules);
  make(history, user);
  make(history, later);
  history.ask("A GET /users/7").gives(notFound);
  expect(history.end()).toEqual([]);
});
