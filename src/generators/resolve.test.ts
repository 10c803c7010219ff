import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { create, findBy, patch } from "../../suites/contract/steps.ts";
import { requestOf } from "../client/api.ts";
import { anyCodePoint } from "../contract/testing/any-code-point.ts";
import { isMarked, roomyDomain } from "./marker.ts";
import {
  type BodyInput,
  bodyOf,
  idOf,
  idOfNone,
  type QueryInput,
  queryOf,
  type RecordRef,
  type StepContext,
} from "./step.ts";
import { testContext } from "./testing/context.ts";

const ada = { name: "Ada", email: { fresh: "ada" }, gender: "female", status: "active" } as const;
const { context } = testContext();
const text = fc.string({ unit: anyCodePoint }).filter((each) => each.isWellFormed());

/** A hand whose case has made x. */
const withX = async () => {
  const working = testContext();
  await working.run(create("x", ada));
  const id = working.context.idOf("x") ?? 0;
  return { ...working, id, email: working.world.beliefs.get(id)?.fields.email.candidates.at(-1)?.value };
};
const emailIn = (body: BodyInput, by: StepContext): unknown => bodyOf(body, by)?.email;
const pathOf = (who: RecordRef, by: StepContext): string | undefined => {
  const id = idOf(who, by);
  return id === undefined ? undefined : requestOf.GET("/users/{id}", { params: { path: { id } } }).path;
};
const listPath = (asked: readonly (readonly [string, QueryInput])[], by: StepContext): string => {
  const query = queryOf(asked, by);
  return query === undefined ? "" : requestOf.GET("/users", { params: { query } }).path;
};
const byName = (pairs: readonly (readonly [string, string])[]) =>
  new Map(pairs.map(([name]) => [name, pairs.filter(([other]) => other === name).map(([, value]) => value)]));

describe("the path of a record", () => {
  test("is that of the id behind its handle", async () => {
    const { context, id } = await withX();
    expect(pathOf({ handle: "x" }, context)).toBe(`/users/${id}`);
  });

  test("is one segment, whatever the id is made of, and gives the id back", () => {
    fc.assert(
      // "." and ".." no URL can carry as a segment.
      fc.property(
        text.filter((id) => id !== "." && id !== ".."),
        (id) => {
          const path = pathOf({ id }, context) ?? "";
          expect(path).toMatch(/^\/users\/[!-~]*$/);
          expect(path.slice("/users/".length)).not.toMatch(/[/?#]/);
          expect(decodeURIComponent(path.slice("/users/".length))).toBe(id);
        },
      ),
    );
  });

  test("of a public user is that of one a list has shown", async () => {
    const { context, run } = testContext({ seedUsers: 1, firstId: 42 });
    expect(pathOf({ publicUser: true }, context)).toBeUndefined();
    await run(findBy("anonymous", [["page", "1"]]));
    expect(pathOf({ publicUser: true }, context)).toBe("/users/42");
  });

  test("that leads nowhere is nobody's", () => {
    expect(requestOf.GET("/users/{id}", { params: { path: { id: idOfNone } } }).path).toMatch(/^\/users\/9{18}$/);
  });
});

describe("a query", () => {
  test("gives back its names and the values of each, in their order, whatever they are made of", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 4 }), (query) => {
        const made = listPath(query, context);
        expect(made).toMatch(/^\/users\?[!-~]*$/);
        expect(byName([...new URL(`http://localhost${made}`).searchParams])).toEqual(byName(query));
      }),
    );
  });

  test("without parameters has no question mark", () => {
    expect(listPath([], context)).toBe("/users");
  });

  test("may name the marks of the case and the run, and a field of a record or a part of it", async () => {
    const { context, id } = await withX();
    const value = (input: QueryInput) =>
      new URL(`http://localhost${listPath([["q", input]], context)}`).searchParams.get("q");
    expect(value({ marker: "case" })).toBe(".c1.ghx1a2b3c4d");
    expect(value({ marker: "run", upper: true, at: "example" })).toBe("GHX1A2B3C4D@EXAMPLE");
    expect(value({ of: "x", field: "id" })).toBe(String(id));
    const parts = (["middle", "start", "pair", "upper"] as const).map((part) =>
      value({ of: "x", field: "name", part }),
    );
    expect(parts).toEqual(["d", "Ad", "da", "ADA"]);
  });
});

describe("a body", () => {
  test("holds every field as it was given, but for those left undefined", () => {
    const field = fc.stringMatching(/^[a-z_]{1,8}$/).filter((name) => name !== "email" && name !== "id");
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue({ maxDepth: 2 })), (fields) => {
        // JSON has no other way to say them: -0 and such.
        const plain: BodyInput = JSON.parse(JSON.stringify(fields));
        expect(JSON.parse(JSON.stringify(bodyOf({ ...plain, left_out_: undefined }, context)))).toEqual(plain);
      }),
    );
  });

  test("has a fresh e-mail each time, of ours; with a label the same one again", () => {
    const fresh = [1, 2].map(() => emailIn({ email: { fresh: "ada" } }, context));
    const labelled = [1, 2].map(() => emailIn({ email: { fresh: "ada", label: "one" } }, context));
    expect([...fresh, ...labelled].every((email) => isMarked(String(email)))).toBe(true);
    expect(new Set(fresh).size).toBe(2);
    expect(new Set(labelled).size).toBe(1);
  });

  test("has a fresh e-mail of just as many characters as were asked for", () => {
    const email = String(emailIn({ email: { fresh: "ada", domain: roomyDomain, length: 200 } }, context));
    expect([email.length, isMarked(email)]).toEqual([200, true]);
    expect(email).toMatch(/^ada\.[^@]+@y+\.a-house/);
    expect(emailIn({ email: { fresh: "ada", length: 20 } }, context)).toMatch(/@example\.com$/);
  });

  test("has the e-mail a record has now, had first, or has in the other case", async () => {
    const { context, run, email } = await withX();
    await run(patch("x", { email: { fresh: "next" } }));
    const next = emailIn({ email: { of: "x" } }, context);
    expect(next).not.toBe(email);
    expect(String(next)).toMatch(/^next\./);
    expect(emailIn({ email: { former: "x" } }, context)).toBe(email);
    expect(emailIn({ email: { swapped: "x" } }, context)).toBe(String(next).toUpperCase());
  });

  test("has the e-mail a record has, where that is one it had before", async () => {
    const { context, run, email } = await withX();
    await run(patch("x", { email: { fresh: "next" } }), patch("x", { email: { former: "x" } }));
    expect(emailIn({ email: { of: "x" } }, context)).toBe(email);
  });

  test("has an e-mail that is no text as it was given", () => {
    for (const odd of [null, 7, ["a@b"], { of: "x" }]) expect(emailIn({ email: { text: odd } }, context)).toEqual(odd);
  });

  test("may name the id of a record", async () => {
    const { context, id } = await withX();
    expect(bodyOf({ id: { of: "x" } }, context)).toEqual({ id });
    expect(bodyOf({ id: 1 }, context)).toEqual({ id: 1 });
  });
});
