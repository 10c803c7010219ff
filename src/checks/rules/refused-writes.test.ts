import { expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import { fieldsOf, make, shown, testHistory, tooManyRequests, unprocessable, userOf } from "../testing/history.ts";
import { limitedWriteChangesNothing } from "./limited-write-changes-nothing.ts";
import { readShowsLastWrite } from "./read.ts";
import { refusedWriteChangesNothing } from "./validation.ts";

const user = userOf(7);
const refused = unprocessable(["status", "can't be blank"]);

const afterTwo = (first: typeof refused) => {
  const history = testHistory([refusedWriteChangesNothing, limitedWriteChangesNothing, readShowsLastWrite]);
  make(history, user);
  history.ask("A PATCH /users/7", { name: "Not To Be", status: "active" }).gives(first);
  history.ask("A PATCH /users/7", { name: "Nor This", status: "none" }).gives(refused);
  return history;
};
const read = (history: ReturnType<typeof afterTwo>, name: string) =>
  history.ask("A GET /users/7").gives(shown({ ...user, name }));

test("a read that shows the value of a refused write breaks that rule, whichever of them it was", () => {
  for (const name of ["Not To Be", "Nor This"])
    expect(read(afterTwo(refused), name)).toEqual(["refused-write-changes-nothing"]);
});

test("a value that was answered 429 is the limiter's, though another write was refused since", () => {
  expect(read(afterTwo(tooManyRequests), "Not To Be")).toEqual(["limited-write-changes-nothing"]);
  expect(read(afterTwo(tooManyRequests), "Nor This")).toEqual(["refused-write-changes-nothing"]);
});

test("a value that no write ever had is no refused write's", () => {
  expect(read(afterTwo(refused), "Somebody Else")).toEqual(["read-shows-last-write"]);
});

test("a user who is as before holds", () => {
  const history = afterTwo(refused);
  expect(read(history, user.name)).toEqual([]);
  expect(history.verdict("refused-write-changes-nothing")?.kind).toBe("holds");
});

test("where the longest e-mail ends is drift: one source alone says that it has 200 characters", () => {
  const ofLength = (length: number) =>
    user.email.replace("@", `@${"bbbbbbbb.".repeat(30).slice(0, length - user.email.length)}`);
  const refusedAt = (length: number) => {
    const fields = { ...fieldsOf(user), email: ofLength(length) };
    return testHistory(allRules)
      .ask("A POST /users", fields)
      .gives(unprocessable(["email", "is too long (maximum is 100 characters)"]));
  };
  expect(refusedAt(200)).toEqual(["email-length-is-limited"]);
  expect(refusedAt(150)).toContain("valid-create-is-accepted");
  expect(refusedAt(201)).toEqual([]);
});
