import { expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import { created, fieldsOf, make, testHistory, unprocessable, userOf } from "../test-history.ts";

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
