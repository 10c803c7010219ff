import { expect, test } from "vitest";
import { noServerError } from "./rules/content.ts";
import {
  authenticationFailed,
  badGateway,
  created,
  notFound,
  testHistory,
  userOf,
  withHeaders,
} from "./testing/history.ts";

const fresh = () => testHistory([noServerError]);
const nameFor = (at: number) => (at % 3 === 0 ? `Zoë ${at}` : `Ann ${at}`);
const fieldsFor = (at: number) => ({ ...userOf(at), name: nameFor(at), id: undefined });

test("a bare 502 for every name outside ASCII, and for no other, is the application's", () => {
  const history = fresh();
  for (let at = 1; at <= 30; at++)
    history.ask("A POST /users", fieldsFor(at)).gives(at % 3 === 0 ? badGateway : created(userOf(at)));
  expect(history.end()).toEqual(["no-server-error"]);
  expect(history.violations[0]?.violation.received).toContain("outside ASCII");
});

test("a bare 502 to the same read time and again is the application's", () => {
  const history = fresh();
  for (let at = 1; at <= 12; at++) {
    history.ask("A GET /users/77").gives(badGateway);
    for (let other = 0; other < 3; other++) history.ask(`A GET /users/${at * 10 + other}`).gives(notFound);
  }
  expect(history.end()).toEqual(["no-server-error"]);
});

test("a bare 503 exactly when the budget is used up is the application's", () => {
  const history = fresh();
  const spent = withHeaders(notFound, { "x-ratelimit-remaining": "0" });
  for (let at = 0; at < 5; at++) history.ask(`A GET /users/${at}`).gives(notFound);
  history.ask("A GET /users/6").gives(spent);
  for (let at = 0; at < 3; at++) {
    history.wait(-0.95);
    history.ask(`A GET /users/${7 + at}`).gives({ ...badGateway, status: 503 });
  }
  history.wait(60);
  history.ask("A GET /users/11").gives(notFound);
  expect(history.end()).toEqual(["no-server-error"]);
});

test.each([7, 40])("one in %i of all requests, whatever they ask, is a gateway's", (every) => {
  const history = fresh();
  for (let at = 1; at <= 400; at++)
    history.ask("A POST /users", fieldsFor(at)).gives(at % every === 0 ? badGateway : created(userOf(at)));
  expect(history.end()).toEqual([]);
});

test("a bare 500 for every create that is not refused, while refusals come, is the application's", () => {
  const history = fresh();
  for (let at = 1; at <= 12; at++) {
    history.ask("A POST /users", fieldsFor(at)).gives({ ...badGateway, status: 500 });
    history.ask("anonymous POST /users", fieldsFor(at)).gives(authenticationFailed);
    for (let other = 0; other < 3; other++) history.ask(`A GET /users/${at * 10 + other}`).gives(notFound);
  }
  expect(history.end()).toEqual(["no-server-error"]);
});

test("a bare 502 now and then, to operations that are also done, is a gateway's however many are refused", () => {
  const history = fresh();
  for (let at = 1; at <= 200; at++)
    history
      .ask("A POST /users", fieldsFor(at))
      .gives(at % 9 === 0 ? badGateway : at % 50 === 1 ? created(userOf(at)) : authenticationFailed);
  expect(history.end()).toEqual([]);
});

test("a bare 503 for every write and for no read may be a gateway that blocks their method", () => {
  const history = fresh();
  for (let at = 1; at <= 30; at++) {
    history.ask("A POST /users", fieldsFor(at)).gives({ ...badGateway, status: 503 });
    history.ask(`A GET /users/${at}`).gives(notFound);
  }
  expect(history.end()).toEqual([]);
});

test("a bare 502 to one create, sent again in turn with what is answered, is the application's", () => {
  const history = fresh();
  for (let at = 1; at <= 60; at++) history.ask(`A GET /users/${at}`).gives(notFound);
  history.ask("A POST /users", fieldsFor(1)).gives(created(userOf(1)));
  for (let times = 0; times < 4; times++) {
    history.ask("A POST /users", { ...fieldsFor(2), name: "Ann's" }).gives(badGateway);
    history.ask("A GET /users/1").gives(notFound);
  }
  expect(history.end()).toEqual(["no-server-error"]);
});

test("a bare 502 whenever a read offers its ETag, and never else, is the application's", () => {
  const history = fresh();
  for (let at = 1; at <= 40; at++) {
    history.ask(`A GET /users/${at}`).gives(notFound);
    if (at % 10 === 0) history.ask(`A GET /users/${at}`, undefined, { "if-none-match": '"x"' }).gives(badGateway);
  }
  expect(history.end()).toEqual(["no-server-error"]);
});

test("one long outage that falls on one kind of request is a gateway's", () => {
  const history = fresh();
  for (let at = 1; at <= 40; at++) history.ask(`A GET /users/${at}`).gives(notFound);
  for (let at = 1; at <= 20; at++) history.ask("A DELETE /users/7").gives(badGateway);
  for (let at = 1; at <= 40; at++) history.ask(`A GET /users/${at}`).gives(notFound);
  expect(history.end()).toEqual([]);
});

test.each([
  [300, []],
  [40, ["no-server-error"]],
])("a connection that breaks after %i ms while an answer is held back on request: %j", (afterMs, found) => {
  const history = fresh();
  for (let at = 1; at <= 40; at++) {
    history.ask(`A GET /users/${at}`).gives(notFound);
    if (at % 8 === 0) history.ask("A GET /users/7?delay=900").fails(true, afterMs);
  }
  expect(history.end()).toEqual(found);
});

test.each([2, 3, 5])(
  "every %ith request, though much in step with creates, is a gateway's with a backend gone",
  (backends) => {
    const history = fresh();
    for (let at = 0; at < 40 * backends; at++) {
      const isTurn = at % backends === 1;
      const isCreate = isTurn && at % (4 * backends) !== 1;
      const asked = isCreate ? history.ask("A POST /users", fieldsFor(at)) : history.ask(`A GET /users/${at}`);
      asked.gives(isTurn ? badGateway : notFound);
    }
    expect(history.end()).toEqual([]);
  },
);
