import { describe, expect, it } from "vitest";
import { emailsLinearizable } from "../rules/emails-linearizable.ts";
import { oneDeleteWins } from "../rules/one-delete-wins.ts";
import { recordsLinearizable } from "../rules/records-linearizable.ts";
import {
  badGateway,
  created,
  deleted,
  fieldsOf,
  make,
  marker,
  notFound,
  shown,
  testHistory,
  tooManyRequests,
  unprocessable,
  userOf,
} from "../testing/history.ts";

const start = () => testHistory([recordsLinearizable, emailsLinearizable, oneDeleteWins]);
const taken = unprocessable(["email", "has already been taken"]);

describe("records-linearizable", () => {
  it("holds when overlapping updates of different fields both survive", () => {
    const history = start();
    const user = make(history, userOf(7));
    const one = history.ask("A PATCH /users/7", { name: "New" });
    const two = history.ask("A PATCH /users/7", { status: "inactive" });
    one.gives(shown({ ...user, name: "New" }));
    two.gives(shown({ ...user, status: "inactive" }));
    history.ask("A GET /users/7").gives(shown({ ...user, name: "New", status: "inactive" }));
    expect(history.end()).toEqual([]);
    expect(history.verdict("records-linearizable")?.kind).toBe("holds");
  });

  it("is broken when a read afterwards misses one of two overlapping updates", () => {
    const history = start();
    const user = make(history, userOf(7));
    const one = history.ask("A PATCH /users/7", { name: "New" });
    const two = history.ask("A PATCH /users/7", { status: "inactive" });
    one.gives(shown({ ...user, name: "New" }));
    two.gives(shown({ ...user, status: "inactive" }));
    history.ask("A GET /users/7").gives(shown({ ...user, status: "inactive" }));
    expect(history.broken()).toEqual(["records-linearizable"]);
    const { violation } = history.violations[0] ?? {};
    expect(violation?.seqs).toEqual([2, 3, 4]);
    expect(violation?.detail).toContain('#2 A PATCH /users/7 {"name":"New"} -> 200');
  });

  it("holds no form against the reads after it, whether answered or lost", () => {
    for (const end of ["answered", "lost"] as const) {
      const history = start();
      const user = make(history, userOf(7));
      const one = history.ask("A PATCH /users/7", { name: "New" });
      const two = history.ask("A PATCH /users/7", { status: "inactive" });
      one.gives(shown({ ...user, name: "New" }));
      two.gives(shown({ ...user, name: "New", status: "inactive" }));
      const left = { ...user, name: "By A Form", status: "inactive" };
      const form = history.ask("A PATCH /users/7", "name=By+A+Form", {
        "content-type": "application/x-www-form-urlencoded",
      });
      if (end === "lost") form.fails();
      else form.gives(shown(left));
      history.ask("A GET /users/7").gives(shown(left));
      expect(history.end()).toEqual([]);
    }
  });

  it("lets a read that overlaps an update see either value, and no third", () => {
    for (const [name, broken] of [
      ["Name 7", []],
      ["New", []],
      ["Odd", ["records-linearizable"]],
    ] as const) {
      const history = start();
      const user = make(history, userOf(7));
      const update = history.ask("A PATCH /users/7", { name: "New" });
      const read = history.ask("A GET /users/7");
      read.gives(shown({ ...user, name }));
      update.gives(shown({ ...user, name: "New" }));
      expect(history.end()).toEqual(broken);
    }
  });

  it("lets an update that timed out happen late or never", () => {
    const history = start();
    const user = make(history, userOf(7));
    history.ask("A PATCH /users/7", { name: "New" }).fails();
    const one = history.ask("A GET /users/7");
    const two = history.ask("A PATCH /users/7", { status: "inactive" });
    one.gives(shown(user));
    two.gives(shown({ ...user, status: "inactive" }));
    history.ask("A GET /users/7").gives(shown({ ...user, status: "inactive" }));
    history.ask("A GET /users/7").gives(shown({ ...user, name: "New", status: "inactive" }));
    expect(history.end()).toEqual([]);
  });

  it("takes a gateway's page for an update that may have happened, and a 429 for one that did not", () => {
    const history = start();
    const user = make(history, userOf(7));
    const one = history.ask("A PATCH /users/7", { name: "New" });
    const two = history.ask("A PATCH /users/7", { status: "inactive" });
    one.gives(badGateway);
    two.gives(tooManyRequests);
    history.ask("A GET /users/7").gives(shown({ ...user, name: "New" }));
    expect(history.end()).toEqual([]);
  });

  it("says nothing of a record that vanishes, for it may be the daily reset", () => {
    const history = start();
    make(history, userOf(7));
    const one = history.ask("A PATCH /users/7", { name: "New" });
    const two = history.ask("A GET /users/7");
    one.gives(notFound);
    two.gives(notFound);
    expect(history.end()).toEqual([]);
    expect(history.verdict("records-linearizable")?.kind).toBe("inconclusive");
  });

  it("lets reads and updates that overlap a deletion see the user or not, but not see it again", () => {
    for (const again of [false, true]) {
      const history = start();
      const user = make(history, userOf(7));
      const gone = history.ask("A DELETE /users/7");
      const read = history.ask("A GET /users/7");
      if (again) read.gives(notFound);
      const update = history.ask("A PATCH /users/7", { name: "New" });
      if (!again) read.gives(notFound);
      gone.gives(deleted);
      update.gives(shown({ ...user, name: "New" }));
      expect(history.end()).toEqual(again ? ["records-linearizable"] : []);
    }
  });

  it("leaves stale reads without overlap to the rules about reads", () => {
    const history = start();
    const user = make(history, userOf(7));
    history.ask("A PATCH /users/7", { name: "New" }).gives(shown({ ...user, name: "New" }));
    history.ask("A GET /users/7").gives(shown(user));
    expect(history.end()).toEqual([]);
  });
});

describe("emails-linearizable", () => {
  it("holds when one of several creates at once gets the e-mail", () => {
    const history = start();
    const user = userOf(7);
    const asked = [1, 2, 3].map(() => history.ask("A POST /users", fieldsOf(user)));
    asked[1]?.gives(created(user));
    asked[0]?.gives(taken);
    asked[2]?.gives(taken);
    expect(history.end()).toEqual([]);
    expect(history.verdict("emails-linearizable")?.kind).toBe("holds");
  });

  it("is broken when two creates at once get the same e-mail", () => {
    const history = start();
    const user = userOf(7);
    const one = history.ask("A POST /users", fieldsOf(user));
    const two = history.ask("A POST /users", fieldsOf(user));
    one.gives(created(user));
    two.gives(created({ ...user, id: 8 }));
    expect(history.end()).toEqual(["emails-linearizable"]);
    expect(history.violations[0]?.violation.received).toContain("2 of 2");
  });

  it("is broken when none of several creates at once gets it", () => {
    const history = start();
    const one = history.ask("A POST /users", fieldsOf(userOf(7)));
    const two = history.ask("A POST /users", fieldsOf(userOf(7)));
    one.gives(taken);
    two.gives(taken);
    expect(history.end()).toEqual(["emails-linearizable"]);
  });

  it("lets a create that failed be the one that got it", () => {
    const history = start();
    const one = history.ask("A POST /users", fieldsOf(userOf(7)));
    const two = history.ask("A POST /users", fieldsOf(userOf(7)));
    one.fails();
    two.gives(taken);
    expect(history.end()).toEqual([]);
  });

  it("is broken when two updates at once take the same e-mail", () => {
    const history = start();
    const a = make(history, userOf(7));
    const b = make(history, userOf(8));
    const email = `new.${marker}@example.com`;
    const one = history.ask("A PATCH /users/7", { email });
    const two = history.ask("A PATCH /users/8", { email });
    one.gives(shown({ ...a, email }));
    two.gives(shown({ ...b, email }));
    expect(history.end()).toEqual(["emails-linearizable"]);
  });

  it("lets a create that overlaps the deletion of the holder get the e-mail or not", () => {
    for (const answer of [created({ ...userOf(7), id: 9 }), taken]) {
      const history = start();
      const user = make(history, userOf(7));
      const gone = history.ask("A DELETE /users/7");
      const again = history.ask("A POST /users", fieldsOf(user));
      again.gives(answer);
      gone.gives(deleted);
      expect(history.end()).toEqual([]);
    }
  });

  it("does not judge variants in letter case, nor another account's", () => {
    const history = start();
    const user = userOf(7);
    const one = history.ask("A POST /users", fieldsOf(user));
    const two = history.ask("A POST /users", fieldsOf({ ...user, email: user.email.toUpperCase() }));
    one.gives(created(user));
    two.gives(created({ ...user, id: 8, email: user.email.toUpperCase() }));
    const other = userOf(17);
    const three = history.ask("A POST /users", fieldsOf(other));
    const four = history.ask("B POST /users", fieldsOf(other));
    three.gives(created(other));
    four.gives(created({ ...other, id: 18 }));
    expect(history.end()).toEqual([]);
  });
});

describe("one-delete-wins", () => {
  const deletions = (...answers: (typeof deleted)[]) => {
    const history = start();
    make(history, userOf(7));
    const asked = answers.map(() => history.ask("A DELETE /users/7"));
    asked.forEach((one, at) => {
      const answer = answers[at];
      if (answer !== undefined) one.gives(answer);
    });
    history.end();
    return history;
  };

  it("holds when one deletion answers 204 and the others 404", () => {
    const history = deletions(notFound, deleted, notFound);
    expect(history.broken()).toEqual([]);
    expect(history.verdict("one-delete-wins")?.kind).toBe("holds");
  });

  it("is broken when two deletions at once answer 204", () => {
    expect(deletions(deleted, notFound, deleted).broken()).toEqual(["one-delete-wins"]);
  });

  it("can't tell when none found the user", () => {
    expect(deletions(notFound, notFound).verdict("one-delete-wins")?.kind).toBe("inconclusive");
  });

  it("leaves deletions one after the other to deleted-is-gone", () => {
    const history = start();
    make(history, userOf(7));
    history.ask("A DELETE /users/7").gives(deleted);
    history.ask("A DELETE /users/7").gives(deleted);
    expect(history.end()).toEqual([]);
  });
});
