import { describe, expect, test } from "vitest";
import {
  badGateway,
  created,
  deleted,
  fieldsOf,
  listed,
  message,
  notFound,
  shown,
  unprocessable,
  userOf,
} from "../checks/testing/history.ts";
import { testWorld } from "./testing/events.ts";

const seven = userOf(7);
const taken = unprocessable(["email", "has already been taken"]);
const never = Number.POSITIVE_INFINITY;

describe("an e-mail that carries the run's marker", () => {
  test("is free until somebody asks for it", () => {
    expect(testWorld().email(seven.email)).toBe("free");
  });

  test("is held while its record lives, by that record", () => {
    const history = testWorld();
    history.make(seven);
    expect(history.email(seven.email)).toBe("held");
    expect(history.world.emails.holder(seven.email, history.nowUs, history.nowUs, undefined)?.id).toBe(7);
  });

  test("is not taken for the record that holds it", () => {
    const history = testWorld();
    history.make(seven);
    const own = { seq: 99, id: 7 };
    expect(history.world.emails.state(seven.email, history.nowUs, history.nowUs, own)).toBe("free");
    expect(history.world.emails.holder(seven.email, history.nowUs, history.nowUs, 7)).toBeUndefined();
  });

  test("written in another case is nobody's for certain and not free either: whether case counts is open", () => {
    const history = testWorld();
    history.make(seven);
    const other = seven.email.replace("u7", "U7");
    expect(history.email(other)).toBe("unknown");
    expect(history.world.emails.holder(other, history.nowUs, history.nowUs, undefined)).toBeUndefined();
  });
});

test("an e-mail that anybody may use is never known to be free", () => {
  const history = testWorld();
  expect(history.email("ada@example.com")).toBe("unknown");
  history.make(userOf(8, { email: "ada@example.com" }));
  expect(history.email("ada@example.com")).toBe("held");
});

describe("the e-mail of a create", () => {
  test("under way is in doubt for everybody but that create", () => {
    const history = testWorld();
    const create = history.ask("A POST /users", fieldsOf(seven));
    expect(history.email(seven.email)).toBe("unknown");
    const own = { seq: create.request.seq };
    expect(history.world.emails.state(seven.email, create.atUs, history.nowUs, own)).toBe("free");
    expect([...history.world.emails.unsettled()]).toEqual([seven.email]);
  });

  test("that was refused is free, and the refusal remembered", () => {
    const history = testWorld();
    const create = history.ask("A POST /users", fieldsOf(seven));
    create.gives(unprocessable(["name", "can't be blank"]));
    expect(history.email(seven.email)).toBe("free");
    expect(history.world.emails.refused(seven.email)).toEqual({ seq: create.request.seq, status: 422 });
    expect([...history.world.emails.unsettled()]).toEqual([]);
  });

  test("that was refused because a record holds it is not remembered as refused", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A POST /users", fieldsOf(seven)).gives(taken);
    expect(history.world.emails.refused(seven.email)).toBeUndefined();
    expect(history.email(seven.email)).toBe("held");
  });

  test("that was refused once and accepted later is held, the refusal forgotten", () => {
    const history = testWorld();
    history.ask("A POST /users", fieldsOf(seven)).gives(unprocessable(["name", "can't be blank"]));
    history.make(seven);
    expect(history.world.emails.refused(seven.email)).toBeUndefined();
    expect(history.email(seven.email)).toBe("held");
  });

  test("stays in doubt when nobody answers, a gateway does, or it ends in a server error", () => {
    for (const end of ["lost", badGateway, message(500, "Internal Server Error")] as const) {
      const history = testWorld();
      const create = history.ask("A POST /users", fieldsOf(seven));
      if (end === "lost") create.fails();
      else create.gives(end);
      expect(history.email(seven.email)).toBe("unknown");
      expect(history.world.emails.unresolved(seven.email)).toBe(create.request.seq);
      expect([...history.world.emails.unsettled()]).toEqual([seven.email]);
    }
  });

  test("is free when the create never left", () => {
    const history = testWorld();
    history.ask("A POST /users", fieldsOf(seven)).fails(false);
    expect(history.email(seven.email)).toBe("free");
  });

  test("by a caller without a valid token does not matter", () => {
    const history = testWorld();
    history.ask("anonymous POST /users", fieldsOf(seven));
    history.ask("invalid POST /users", fieldsOf(seven)).fails();
    expect(history.email(seven.email)).toBe("free");
  });
});

describe("the e-mail of a deleted record", () => {
  test("is in doubt while the delete is under way, and free afterwards", () => {
    const history = testWorld();
    history.make(seven);
    const end = history.ask("A DELETE /users/7");
    expect(history.email(seven.email)).toBe("unknown");
    end.gives(deleted);
    expect(history.email(seven.email)).toBe("free");
    expect(history.email(seven.email, end.atUs)).toBe("unknown");
  });

  test("formerly had that record", () => {
    const history = testWorld();
    history.make(seven);
    const former = () => history.world.emails.former(seven.email, history.nowUs, history.nowUs)?.id;
    expect(former()).toBeUndefined();
    history.ask("A DELETE /users/7").gives(deleted);
    expect(former()).toBe(7);
  });

  test("is held by whoever took it next", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A DELETE /users/7").gives(deleted);
    history.make(userOf(8, { email: seven.email }));
    expect(history.world.emails.holder(seven.email, history.nowUs, history.nowUs, undefined)?.id).toBe(8);
  });
});

describe("an update of the e-mail", () => {
  const next = `next.${seven.email}`;

  test("under way leaves both the old and the new one in doubt", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A PATCH /users/7", { email: next });
    expect([history.email(seven.email), history.email(next)]).toEqual(["unknown", "unknown"]);
  });

  test("accepted frees the old one and takes the new one", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A PATCH /users/7", { email: next }).gives(shown({ ...seven, email: next }));
    expect([history.email(seven.email), history.email(next)]).toEqual(["free", "held"]);
    expect(history.world.emails.former(seven.email, history.nowUs, never)?.id).toBe(7);
    expect(history.world.emails.former(next, history.nowUs, never)).toBeUndefined();
  });

  test("refused leaves the old one held and the new one free, which nobody ever had", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A PATCH /users/7", { email: next }).gives(unprocessable(["email", "is invalid"]));
    expect([history.email(seven.email), history.email(next)]).toEqual(["held", "free"]);
    expect(history.world.emails.former(next, history.nowUs, never)).toBeUndefined();
  });

  test("that nobody answered leaves both in doubt", () => {
    const history = testWorld();
    history.make(seven);
    history.ask("A PATCH /users/7", { email: next }).fails();
    expect([history.email(seven.email), history.email(next)]).toEqual(["unknown", "unknown"]);
  });
});

test("a create that overlaps an update to its e-mail leaves that in doubt: the updated record may have gone in between", () => {
  const history = testWorld();
  history.make(userOf(8));
  const update = history.ask("A PATCH /users/8", { email: seven.email });
  const create = history.ask("A POST /users", fieldsOf(seven));
  history.ask("A DELETE /users/8").gives(deleted);
  create.gives(created(seven));
  const own = { seq: update.request.seq, id: 8 };
  expect(history.world.emails.state(seven.email, update.atUs, history.nowUs, own)).toBe("unknown");
  expect(history.email(seven.email)).toBe("held");
});

describe("an update of a record that this history does not know", () => {
  const line = "A PATCH /users/999";
  const body = { email: seven.email };

  test("may give it the e-mail: under way, accepted, or never answered", () => {
    for (const end of ["under way", "accepted", "lost"] as const) {
      const history = testWorld();
      const update = history.ask(line, body);
      if (end === "accepted") update.gives(shown(userOf(999, body)));
      if (end === "lost") update.fails();
      expect(history.email(seven.email)).toBe("unknown");
      expect([...history.world.emails.unsettled()]).toEqual([seven.email]);
    }
  });

  test("does not when it was refused, or never left", () => {
    for (const end of ["refused", "never left"] as const) {
      const history = testWorld();
      const update = history.ask(line, body);
      if (end === "refused") update.gives(notFound);
      else update.fails(false);
      expect(history.email(seven.email)).toBe("free");
      expect([...history.world.emails.unsettled()]).toEqual([]);
    }
  });

  test("may have the e-mail still when another such update was refused", () => {
    const history = testWorld();
    history.ask(line, body).gives(shown(userOf(999, body)));
    history.ask("A PATCH /users/998", body).gives(taken);
    expect(history.email(seven.email)).toBe("unknown");
  });
});

test("a lost create that a list shows settles its e-mail: held", () => {
  const history = testWorld();
  history.ask("A POST /users", fieldsOf(seven)).fails();
  history.ask("A GET /users").gives(listed([seven]));
  expect(history.email(seven.email)).toBe("held");
  expect([...history.world.emails.unsettled()]).toEqual([]);
});

test("a second create of one e-mail at the same time keeps it in doubt until both are answered", () => {
  const history = testWorld();
  const one = history.ask("A POST /users", fieldsOf(seven));
  const two = history.ask("A POST /users", fieldsOf(seven));
  one.gives(created(seven));
  expect(history.email(seven.email)).toBe("unknown");
  two.gives(taken);
  expect(history.email(seven.email)).toBe("held");
});
