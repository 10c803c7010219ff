import { describe, expect, test } from "vitest";
import type { User } from "../../contract/document.ts";
import { rules as allRules } from "../rules.ts";
import { fieldsOf, listed, make, notFound, shown, testHistory, unprocessable, userOf } from "../testing/history.ts";

const names = ["public-users-read-as-listed", "lists-count-public-users", "public-emails-are-taken", "genders-add-up"];
const fresh = () => testHistory(allRules.filter(({ id }) => names.includes(id)));
const seed = (id: number, values: Partial<User> = {}) => userOf(id, { email: `seed${id}@mail.example`, ...values });
const rows = [seed(900), seed(899)];
const query = "/users?gender=female";

describe("a public user by id", () => {
  const other = { ...seed(900), name: "Somebody Else" };

  test.each([
    ["with other values", shown(other)],
    ["not at all", notFound],
  ])("%s, though lists show it the same before and after, is a violation", (_, answer) => {
    const history = fresh();
    history.ask("anonymous GET /users").gives(listed(rows, { total: 300 }));
    history.ask("B GET /users/900").gives(answer);
    expect(history.ask("A GET /users").gives(listed(rows, { total: 300 }))).toEqual(["public-users-read-as-listed"]);
  });

  test("may have been changed by somebody, in between or while it was read", () => {
    const history = fresh();
    history.ask("anonymous GET /users").gives(listed(rows, { total: 300 }));
    history.ask("A GET /users/900").gives(shown(other));
    history.ask("anonymous GET /users").gives(listed([other, seed(899)], { total: 300 }));
    const read = history.ask("A GET /users/899");
    const list = history.ask("anonymous GET /users");
    read.gives(notFound);
    list.gives(listed(rows, { total: 300 }));
    history.ask("A GET /users/900").gives(shown(seed(900)));
    expect(history.end()).toEqual([]);
    expect(history.verdict("public-users-read-as-listed")?.kind).toBe("holds");
  });
});

describe("the public users in the lists of a caller with a token", () => {
  const counts = (before: number, mine: number, after: number) => {
    const history = fresh();
    history.ask(`anonymous GET ${query}`).gives(listed(rows, { total: before }));
    history.ask(`A GET ${query}`).gives(listed(rows, { total: mine }));
    history.ask(`anonymous GET ${query}`).gives(listed(rows, { total: after }));
    return { broken: history.end(), verdict: history.verdict("lists-count-public-users")?.kind };
  };

  test("are as many as without a token, or the lists are wrong", () => {
    expect(counts(300, 303, 300)).toEqual({ broken: [], verdict: "holds" });
    expect(counts(300, 3, 300)).toEqual({ broken: ["lists-count-public-users"], verdict: "violated" });
  });

  test("are told from new ones by the same count on another page, not by one that only is near", () => {
    const lastPage = [seed(12)];
    const at = (after: number) => {
      const history = fresh();
      history.ask(`anonymous GET ${query}`).gives(listed(rows, { total: 300 }));
      history.ask(`A GET ${query}`).gives(listed(rows, { total: 3 }));
      history.ask(`anonymous GET ${query}&page=30`).gives(listed(lastPage, { total: after }));
      return history.end();
    };
    expect(at(300)).toEqual(["lists-count-public-users"]);
    expect(at(301)).toEqual([]);
  });

  test("prove nothing where they change meanwhile, are few, or something else was asked", () => {
    expect(counts(300, 150, 150).broken).toEqual([]);
    expect(counts(15, 3, 15).broken).toEqual([]);
    expect(counts(300, 250, 300).broken).toEqual([]);
    const history = fresh();
    history.ask(`anonymous GET ${query}`).gives(listed(rows, { total: 300 }));
    history.ask("A GET /users?gender=male").gives(listed(rows, { total: 3 }));
    history.ask(`anonymous GET ${query}`).gives(listed(rows, { total: 300 }));
    expect(history.end()).toEqual([]);
  });
});

describe("the e-mail of a public user", () => {
  const asked = { name: "Not Theirs", email: "seed900@mail.example" };

  test.each(["anonymous", "A"])(
    "given to another by an update is a violation once its user is seen to have it still, by %s",
    (caller) => {
      const history = fresh();
      const own = make(history, userOf(7));
      history.ask("anonymous GET /users").gives(listed(rows, { total: 300 }));
      expect(history.ask("A PATCH /users/7", asked).gives(shown({ ...own, ...asked }))).toEqual([]);
      expect(history.ask(`${caller} GET /users`).gives(listed(rows, { total: 300 }))).toEqual([
        "public-emails-are-taken",
      ]);
    },
  );

  test("may be refused, or be free by then", () => {
    const history = fresh();
    const own = make(history, userOf(7));
    history.ask("anonymous GET /users").gives(listed(rows, { total: 300 }));
    history.ask("A PUT /users/7", asked).gives(unprocessable(["email", "has already been taken"]));
    history
      .ask("A POST /users", { ...fieldsOf(own), ...asked })
      .gives(unprocessable(["email", "has already been taken"]));
    history.ask("A PATCH /users/7", asked).gives(shown({ ...own, ...asked }));
    history.ask("anonymous GET /users").gives(listed([seed(899)], { total: 299 }));
    expect(history.end()).toEqual([]);
    expect(history.verdict("public-emails-are-taken")?.kind).toBe("holds");
  });
});

test("the e-mail of a public user is called taken, in these words", () => {
  const takenBy = (message: string) => {
    const history = fresh();
    history.ask("anonymous GET /users").gives(listed(rows, { total: 300 }));
    history
      .ask("A POST /users", { ...fieldsOf(userOf(7)), email: "seed900@mail.example" })
      .gives(unprocessable(["email", message]));
    return history.end();
  };
  expect(takenBy("has already been taken")).toEqual([]);
  expect(takenBy("is invalid")).toEqual([]);
  expect(takenBy("is already in use")).toEqual(["public-emails-are-taken"]);
});

describe("users of either gender", () => {
  const counts = (...totals: readonly (readonly [query: string, total: number])[]) => {
    const history = fresh();
    for (const [asked, total] of totals) {
      history.ask(`anonymous GET /users${asked}`).gives(listed(rows, { total }));
    }
    return { broken: history.end(), verdict: history.verdict("genders-add-up")?.kind };
  };

  test("are as many as there are users, or a filter leaves some out", () => {
    expect(counts(["", 1000], ["?gender=male", 480], ["?gender=female", 522], ["", 1001])).toEqual({
      broken: [],
      verdict: "holds",
    });
    expect(counts(["", 1000], ["?gender=male", 48], ["?gender=female", 52], ["", 1000]).broken).toEqual([
      "genders-add-up",
    ]);
    expect(counts(["?gender=male", 480], ["", 1000], ["?gender=female", 52], ["?gender=male", 480]).broken).toEqual([
      "genders-add-up",
    ]);
  });

  test("prove nothing when all users are replaced in between, though there are as many", () => {
    const history = fresh();
    history.ask("anonymous GET /users?gender=female").gives(listed(rows, { total: 116 }));
    history.ask("anonymous GET /users?gender=male").gives(listed(rows, { total: 98 }));
    history.ask("anonymous GET /users").gives(listed([seed(990)], { total: 237 }));
    history.ask("anonymous GET /users?gender=female").gives(listed([seed(990)], { total: 116 }));
    expect(history.end()).toEqual([]);
  });

  test("prove nothing while the data is replaced, beside other filters, or by counts of which one is missing", () => {
    expect(counts(["", 1000], ["?gender=male", 48], ["?gender=female", 52], ["", 100]).broken).toEqual([]);
    expect(counts(["", 1000], ["?gender=male&status=active", 4], ["?gender=female", 500], ["", 1000]).broken).toEqual(
      [],
    );
    expect(counts(["", 1000], ["?gender=female", 52], ["", 1000]).broken).toEqual([]);
    expect(counts(["", 1000], ["?gender=neither", 0], ["?gender=female", 500], ["", 1000]).broken).toEqual([]);
  });
});
