import { describe, expect, test } from "vitest";
import {
  badGateway,
  created,
  deleted,
  fieldsOf,
  json,
  listed,
  message,
  notFound,
  shown,
  tooManyRequests,
  unprocessable,
  userOf,
  withBody,
} from "../checks/testing/history.ts";
import { visibilityOf } from "./belief.ts";
import { testWorld } from "./testing/events.ts";

const serverError = message(500, "Internal Server Error");

describe("a created user", () => {
  test("is alive with the values shown, and its creator's from the moment the create was sent", () => {
    const history = testWorld();
    history.make(userOf(7, { gender: "male" }));
    expect(history.alive(7)).toBe(true);
    expect(history.values(7, "gender")).toEqual(["male"]);
    expect(history.belief(7)).toMatchObject({ owner: "A", weak: false });
  });

  test("is seen by its account alone, and nobody knows what an unknown token sees", () => {
    const history = testWorld();
    history.make(userOf(7));
    const seenBy = (["A", "B", "anonymous", "invalid", "unknown"] as const).map((as) =>
      visibilityOf(history.belief(7), as),
    );
    expect(seenBy).toEqual(["yes", "no", "no", "no", "unknown"]);
  });

  test("whose answer cannot be read is known by its Location and the values sent, in lower case where the service stores them so", () => {
    const history = testWorld();
    const user = userOf(7);
    history.ask("A POST /users", { ...fieldsOf(user), gender: "FEMALE" }).gives(withBody(created(user), "{"));
    expect(history.values(7, "gender")).toEqual(["female"]);
    expect(history.values(7, "email")).toEqual([user.email]);
  });

  test("under an id that was given before takes the place of the other", () => {
    const history = testWorld();
    const old = history.make(userOf(7));
    history.make(userOf(7, { email: `new.${old.email}` }));
    expect(history.values(7, "email")).toEqual([`new.${old.email}`]);
    expect(history.email(old.email)).toBe("free");
  });

  test("that a refused create asked for does not exist", () => {
    for (const refusal of [unprocessable(["name", "can't be blank"]), tooManyRequests, message(401, "Invalid token")]) {
      const history = testWorld();
      history.ask("A POST /users", fieldsOf(userOf(7))).gives(refusal);
      history.ask("A GET /users").gives(listed([userOf(7)]));
      expect(history.world.beliefs.size).toBe(0);
    }
  });
});

describe("an update", () => {
  test("under way may be seen, and need not be, by a request beside it", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("A PATCH /users/7", { name: "New" });
    expect(history.values(7, "name")).toEqual(["Name 7", "New"]);
  });

  test("accepted is what later requests see, while one that was sent before may have seen either", () => {
    const history = testWorld();
    const user = history.make(userOf(7));
    const read = history.ask("A GET /users/7");
    history.ask("A PUT /users/7", { name: "New" }).gives(shown({ ...user, name: "New" }));
    expect(history.values(7, "name")).toEqual(["New"]);
    expect(history.values(7, "name", read.atUs)).toEqual(["Name 7", "New"]);
  });

  test("leaves the fields it does not name as they were", () => {
    const history = testWorld();
    const user = history.make(userOf(7));
    history.ask("A PATCH /users/7", { name: "New" }).gives(shown({ ...user, name: "New" }));
    expect(history.values(7, "status")).toEqual(["active"]);
  });

  test("of another field at the same time leaves both", () => {
    const history = testWorld();
    const user = history.make(userOf(7));
    const name = history.ask("A PATCH /users/7", { name: "New" });
    const status = history.ask("A PATCH /users/7", { status: "INACTIVE" });
    status.gives(shown({ ...user, status: "inactive" }));
    name.gives(shown({ ...user, name: "New", status: "inactive" }));
    expect([history.values(7, "name"), history.values(7, "status")]).toEqual([["New"], ["inactive"]]);
  });

  test("refused changes nothing, and is remembered as refused", () => {
    const history = testWorld();
    history.make(userOf(7));
    const update = history.ask("A PATCH /users/7", { name: "New", status: "gone" });
    update.gives(unprocessable(["status", "can't be blank"]));
    expect([history.values(7, "name"), history.values(7, "status")]).toEqual([["Name 7"], ["active"]]);
    const [refused] = history.belief(7).refused;
    expect(refused).toMatchObject({ seq: update.request.seq, status: 422 });
    expect(refused?.fields.get("name")).toBe("New");
  });

  test("that nobody answered, a gateway answered, or that ended in a server error may have happened", () => {
    for (const end of ["lost", badGateway, serverError] as const) {
      const history = testWorld();
      history.make(userOf(7));
      const update = history.ask("A PATCH /users/7", { name: "New" });
      if (end === "lost") update.fails();
      else update.gives(end);
      expect(history.values(7, "name")).toEqual(["Name 7", "New"]);
    }
  });

  test("that never left has not happened", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("A PATCH /users/7", { name: "New" }).fails(false);
    expect(history.values(7, "name")).toEqual(["Name 7"]);
  });

  test("that cannot be followed and may have happened leaves nothing certain but the record's end", () => {
    const ways: readonly (readonly [line: string, body?: string])[] = [
      ["A PATCH /users/7", "name=By+A+Form"],
      ["A PATCH /users/7.json", "{}"],
      ["A PUT //users/7", "{}"],
      ["A DELETE /users/7.json"],
      ["A POST /users/7?_method=delete"],
    ];
    for (const [line, body] of ways) {
      for (const end of ["lost", badGateway, serverError] as const) {
        const history = testWorld();
        history.make(userOf(7));
        const update = history.ask(line, body);
        if (end === "lost") update.fails();
        else update.gives(end);
        expect(history.belief(7).weak).toBe(true);
      }
      for (const end of ["never sent", notFound, tooManyRequests, shown(userOf(7))] as const) {
        const history = testWorld();
        history.make(userOf(7));
        const update = history.ask(line, body);
        if (end === "never sent") update.fails(false);
        else update.gives(end);
        expect(history.belief(7).weak).toBe(false);
      }
    }
    const history = testWorld();
    history.make(userOf(7));
    history.ask("A DELETE /users/7.json").gives(deleted);
    expect(history.belief(7).weak).toBe(true);
    history.make(userOf(8));
    history.ask("A GET //users/8").gives(serverError);
    expect(history.belief(8).weak).toBe(false);
  });

  test("answered as force_status asked has not happened either", () => {
    const history = testWorld();
    history.make(userOf(7));
    const simulated = json(503, { message: "Simulated 503 Service Unavailable", simulated: true });
    history.ask("A PATCH /users/7?force_status=503", { name: "New" }).gives(simulated);
    expect(history.values(7, "name")).toEqual(["Name 7"]);
  });
});

describe("a delete", () => {
  test("under way leaves open whether the user is found", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("A DELETE /users/7");
    expect(history.alive(7)).toBeUndefined();
  });

  test("answered 204 is the end: later requests do not find the user, one sent before may have", () => {
    const history = testWorld();
    const user = history.make(userOf(7));
    const read = history.ask("A GET /users/7");
    const end = history.ask("A DELETE /users/7");
    end.gives(deleted);
    expect(history.alive(7)).toBe(false);
    expect(history.alive(7, read.atUs)).toBeUndefined();
    expect(history.world.gone.get(7)).toMatchObject({ seq: end.request.seq, email: user.email });
  });

  test("refused leaves the user alive", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("A DELETE /users/7").gives(tooManyRequests);
    expect(history.alive(7)).toBe(true);
  });

  test("by another account, which is told that there is nothing, leaves the user alive", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("B DELETE /users/7").gives(notFound);
    expect(history.alive(7)).toBe(true);
    expect(history.world.resets).toEqual([]);
  });

  test("that nobody answered may have happened, until the user is seen or found missing", () => {
    const history = testWorld();
    const user = history.make(userOf(7));
    history.ask("A DELETE /users/7").fails();
    expect(history.alive(7)).toBeUndefined();
    history.ask("A GET /users/7").gives(shown(user));
    // It may still be on its way.
    expect(history.alive(7)).toBeUndefined();
    history.ask("A GET /users/7").gives(notFound);
    expect(history.world.resets).toEqual([]);
  });

  test("answered 404 because another delete came first is no reset", () => {
    const history = testWorld();
    history.make(userOf(7));
    const first = history.ask("A DELETE /users/7");
    const second = history.ask("A DELETE /users/7");
    second.gives(notFound);
    first.gives(deleted);
    expect(history.alive(7)).toBe(false);
    expect(history.world.resets).toEqual([]);
  });
});

describe("a create that nobody answered", () => {
  const lost = () => {
    const history = testWorld();
    const create = history.ask("A POST /users", fieldsOf(userOf(7)));
    create.fails();
    return { history, create };
  };

  test("is adopted once a list of its caller shows the e-mail: it has happened", () => {
    const { history, create } = lost();
    expect(history.world.emails.unresolved(userOf(7).email)).toBe(create.request.seq);
    history.ask("A GET /users").gives(listed([userOf(7)]));
    expect(history.belief(7)).toMatchObject({ owner: "A", createdSeq: create.request.seq });
    expect(history.alive(7)).toBe(true);
    expect(history.world.emails.unresolved(userOf(7).email)).toBeUndefined();
  });

  test("is adopted when a read by id shows it as well", () => {
    const { history } = lost();
    history.ask("A GET /users/7").gives(shown(userOf(7)));
    expect(history.alive(7)).toBe(true);
  });

  test("is not adopted from what nobody in particular is shown", () => {
    const { history } = lost();
    history.ask("anonymous GET /users").gives(listed([userOf(7)]));
    expect(history.world.beliefs.size).toBe(0);
  });

  test("of an e-mail that anybody may use is not adopted: another may have had it before", () => {
    const history = testWorld();
    const theirs = userOf(7, { email: "ada@example.com" });
    history.ask("A POST /users", fieldsOf(theirs)).fails();
    history.ask("A GET /users").gives(listed([theirs]));
    expect(history.world.beliefs.size).toBe(0);
  });

  test("is not adopted while another create of the e-mail is under way, which may be whose record it is", () => {
    const { history } = lost();
    const second = history.ask("A POST /users", fieldsOf(userOf(7)));
    history.ask("A GET /users").gives(listed([userOf(7)]));
    expect(history.world.beliefs.size).toBe(0);
    second.gives(created(userOf(7)));
    expect(history.belief(7).createdSeq).toBe(second.request.seq);
  });

  test("because it never left has not happened", () => {
    const history = testWorld();
    history.ask("A POST /users", fieldsOf(userOf(7))).fails(false);
    expect(history.world.emails.unresolved(userOf(7).email)).toBeUndefined();
    history.ask("A GET /users").gives(listed([userOf(7)]));
    expect(history.world.beliefs.size).toBe(0);
  });
});

describe("users that this history did not make", () => {
  test("never become ours, whether lists or reads show them or they are changed or deleted", () => {
    const history = testWorld();
    const thirdPartyHars = [userOf(8), userOf(9, { email: "someone@else.example" })];
    history.ask("A GET /users").gives(listed(thirdPartyHars));
    history.ask("A GET /users/8").gives(shown(userOf(8)));
    history.ask("A PATCH /users/8", { name: "New" }).gives(shown(userOf(8, { name: "New" })));
    history.ask("A DELETE /users/8").gives(deleted);
    expect(history.world.beliefs.size).toBe(0);
  });

  test("are known to be gone once a delete of theirs was answered 204", () => {
    const history = testWorld();
    history.ask("A DELETE /users/8").gives(deleted);
    expect(history.world.gone.has(8)).toBe(true);
  });
});

describe("a user of a record that leaves out what came before", () => {
  const before = { before: true } as const;
  const imported = () => {
    const history = testWorld();
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(created(userOf(7)), before);
    return history;
  };

  test("is believed weakly: its e-mail is neither held nor free", () => {
    const history = imported();
    expect(history.belief(7).weak).toBe(true);
    expect(history.email(userOf(7).email)).toBe("unknown");
  });

  test("that is found missing speaks of no reset: somebody may have deleted it unseen", () => {
    const history = imported();
    history.ask("A GET /users/7").gives(notFound, before);
    expect(history.world.resets).toEqual([]);
  });
});

describe("a user found missing out of the blue", () => {
  /** 7 and 8 were made and seen before 7 was missed; 9 was made after that. */
  const missed = () => {
    const history = testWorld();
    const users = [history.make(userOf(7)), history.make(userOf(8))] as const;
    history.ask("A GET /users/7").gives(notFound);
    history.make(userOf(9));
    return { history, users };
  };

  test("may have gone with the daily reset: nobody can say of older ones whether they are there", () => {
    const { history } = missed();
    expect(history.world.resets).toMatchObject([{ refuted: false }]);
    expect([history.alive(7), history.alive(8), history.alive(9)]).toEqual([undefined, undefined, true]);
  });

  test("puts the reset between its last sight and the miss, and another miss narrows that", () => {
    const { history } = missed();
    const [reset] = history.world.resets;
    const seenUs = history.belief(8).lastSeenUs;
    expect(reset?.fromUs).toBeLessThan(seenUs);
    history.ask("A GET /users/8").gives(notFound);
    expect(history.world.resets).toHaveLength(1);
    expect(reset?.fromUs).toBe(seenUs);
    expect(reset?.atUs).toBeGreaterThan(seenUs);
  });

  test("did not go with a reset once something as old is seen alive", () => {
    const history = testWorld();
    const older = history.make(userOf(6));
    history.make(userOf(7));
    history.ask("A GET /users/7").gives(shown(userOf(7)));
    history.ask("A GET /users/7").gives(notFound);
    expect(history.alive(6)).toBeUndefined();
    history.ask("A GET /users/6").gives(shown(older));
    expect(history.world.resets).toMatchObject([{ refuted: true }]);
    expect(history.alive(6)).toBe(true);
  });

  test("did not go with a reset once something as old is deleted", () => {
    const history = testWorld();
    history.make(userOf(6));
    history.make(userOf(7));
    history.ask("A GET /users/7").gives(shown(userOf(7)));
    history.ask("A GET /users/7").gives(notFound);
    history.ask("A DELETE /users/6").gives(deleted);
    expect(history.world.resets).toMatchObject([{ refuted: true }]);
  });

  test.each([
    ["did not go with a reset once another's user is seen again that was there before it", userOf(3), true],
    [
      "may have gone with a reset where another user has the id of one before it",
      userOf(3, { email: "x@y.test" }),
      false,
    ],
    ["may have gone with a reset where others' users are new ones", userOf(99), false],
  ])("%s", (_, again, refuted) => {
    const history = testWorld();
    history.ask("A GET /users").gives(listed([userOf(3)]));
    history.make(userOf(7));
    history.ask("A GET /users/7").gives(shown(userOf(7)));
    history.ask("A GET /users/7").gives(notFound);
    history.ask("A GET /users").gives(listed([again]));
    expect(history.world.resets).toMatchObject([{ refuted }]);
  });

  test("may have gone with a reset though a younger one is alive, which then was not taken by it", () => {
    const { history, users } = missed();
    history.ask("A GET /users/8").gives(shown(users[1]));
    history.ask("A GET /users/9").gives(shown(userOf(9)));
    expect(history.world.resets).toMatchObject([{ refuted: false }]);
    expect([history.alive(8), history.alive(9)]).toEqual([true, true]);
  });

  test("after it was seen since the last miss is missed anew", () => {
    const { history, users } = missed();
    history.ask("A GET /users/8").gives(shown(users[1]));
    history.ask("A DELETE /users/8").gives(notFound);
    expect(history.world.resets).toHaveLength(2);
  });

  test("again and again is missed once", () => {
    const { history } = missed();
    for (const line of ["A GET /users/7", "A PATCH /users/7", "A DELETE /users/7"]) history.ask(line).gives(notFound);
    expect(history.world.resets).toHaveLength(1);
  });

  test("may have gone with a reset though an answer that was on its way by then shows an older one", () => {
    const history = testWorld();
    const older = history.make(userOf(6));
    history.make(userOf(7));
    history.ask("A GET /users/7").gives(shown(userOf(7)));
    const early = history.ask("A GET /users/6");
    history.ask("A GET /users/7").gives(notFound);
    early.gives(shown(older));
    expect(history.world.resets).toMatchObject([{ refuted: false }]);
  });

  test("by another account or by nobody says nothing", () => {
    const history = testWorld();
    history.make(userOf(7));
    history.ask("B GET /users/7").gives(notFound);
    history.ask("anonymous GET /users/7").gives(notFound);
    expect(history.world.resets).toEqual([]);
    expect(history.alive(7)).toBe(true);
  });
});

test("the oldest request under way is the one that was sent first, whichever is answered first", () => {
  const history = testWorld();
  expect(history.world.oldestOpenUs).toBe(Number.POSITIVE_INFINITY);
  const one = history.ask("A GET /users");
  const two = history.ask("A GET /users");
  expect(history.world.oldestOpenUs).toBe(one.atUs);
  one.gives(listed([]));
  expect(history.world.oldestOpenUs).toBe(two.atUs);
  two.fails();
  expect(history.world.oldestOpenUs).toBe(Number.POSITIVE_INFINITY);
});
