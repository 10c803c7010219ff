import fc from "fast-check";
import { property, type Step } from "../../src/generators/step.ts";
import { plainBody, validBody, wideName } from "../../src/generators/values.ts";
import { by, create, findAgain, findBy, findLast, ofCase, patch, read, remove } from "./steps.ts";

const walk = (perPage: number): Step => ({ do: "walk", as: "A", query: [ofCase], perPage, mostPages: 4 });
const page = (number: number, perPage: number): Step =>
  findBy("A", [ofCase, ["per_page", String(perPage)], ["page", String(number)]]);

export const pagesFitTogether = property({
  id: "pages-fit-together",
  sentence: "the pages of a list hold every user once, whatever their size, and the headers say so",
  clause: "lists",
  cases: fc
    .record({ body: plainBody, other: plainBody, long: wideName(200) })
    .map(({ body, other, long }): readonly Step[] => [
      create("a", { ...body, gender: "male", status: "active" }),
      create("b", { ...other, gender: "female", status: "active" }),
      // Long names, so that much comes before what changes at the end of a list.
      create("c", { ...body, name: long, email: { fresh: "cora" }, gender: "male", status: "inactive" }),
      create("d", { ...other, name: long, email: { fresh: "dora" }, gender: "female", status: "inactive" }),
      walk(2),
      page(3, 2),
      create("e", { ...body, name: long, email: { fresh: "eric" } }),
      page(2, 4),
      page(1, 5),
      create("f", { ...other, name: long, email: { fresh: "fred" } }),
      page(2, 1),
      page(6, 1),
      findBy("A", [ofCase]),
      findAgain("A", [ofCase]),
      read("f"),
      // The same users, one of them another; then one of them gone.
      patch("a", { status: "inactive" }),
      findAgain("A", [ofCase]),
      remove("a"),
      findAgain("A", [ofCase]),
      page(3, 2),
      remove("f"),
      remove("e"),
      remove("d"),
      remove("c"),
      remove("b"),
      findBy("A", [ofCase]),
    ]),
});

export const filtersKeepWhatMatches = property({
  id: "filters-keep-what-matches",
  sentence:
    "a filter keeps exactly the users that match, several filters those that match all, and both follow updates",
  clause: "lists",
  cases: fc.record({ a: plainBody, b: validBody }).map(({ a, b }): readonly Step[] => [
    // An e-mail in both letter cases, that a filter finds in either.
    create("a", { ...a, email: { fresh: "Ada.Mixed", domain: "Example.COM" }, gender: "male", status: "active" }),
    // A name that shares one word with a filter of two.
    create("b", { ...b, name: "Name Apart", gender: "female", status: "inactive" }),
    findBy("A", [
      ["id", by("a", "id")],
      ["gender", "female"],
    ]),
    findBy("A", [ofCase, ["status", "inactive"]]),
    findBy("A", [ofCase, ["status", "active"], ["gender", "female"]]),
    findBy("A", [ofCase, ["name", by("a", "name", "pair")]]),
    findBy("A", [ofCase, ["name", by("a", "name", "upper")]]),
    findBy("A", [
      // Of nobody: beyond any 32-bit number.
      ["id", "99999999999"],
      ["status", "active"],
    ]),
    findBy("A", [ofCase, ["id", by("b", "id")]]),
    // What an e-mail has and no name.
    findBy("A", [
      ["name", { marker: "case" }],
      ["per_page", "0"],
      ["page", "0"],
    ]),
    findBy("A", [ofCase, ["id", by("b", "id", "start")]]),
    findBy("A", [ofCase, ["status", "enabled"], ["page", "word"]]),
    patch("a", { gender: "female", status: "inactive", name: "Another Name Altogether, Longer Than Many An Index" }),
    findBy("A", [
      ["name", by("a", "name")],
      ["status", "active"],
    ]),
    findBy("A", [ofCase, ["gender", "male"]]),
    // It begins as the name does.
    findBy("A", [ofCase, ["name", "Another Name Altogether, Longer Than Many A Page"]]),
    findBy("A", [ofCase, ["name", "any an INDE"]]),
    findBy("A", [["email", by("a", "email", "middle")]]),
    remove("a"),
    findBy("A", [["name", by("a", "name")]]),
    remove("b"),
  ]),
});

export const publicListsHold = property({
  id: "public-lists-hold",
  sentence: "the public list is paged as requested, newest first, with headers that agree",
  clause: "lists",
  cases: fc
    .record({
      page: fc.integer({ min: 2, max: 4 }),
      // Of two digits, and within the first hundred users all the same.
      deep: fc.integer({ min: 10, max: 12 }),
      few: fc.integer({ min: 3, max: 8 }),
      per: fc.integer({ min: 3, max: 24 }),
      above: fc.constantFrom("101", "150", "200", "1000", "999999"),
    })
    .map(({ page, deep, few, per, above }): readonly Step[] => [
      // One large page before and after the small ones within it: who is on both was there all the time.
      findBy("A", [["per_page", "100"]]),
      findBy("A", []),
      findBy("A", [["page", "2"]]),
      findBy("A", [
        ["per_page", String(few)],
        ["page", String(deep)],
      ]),
      findBy("A", [
        ["per_page", above],
        ["page", String(page)],
      ]),
      findBy("A", [["per_page", "100"]]),
      findBy("anonymous", [
        ["per_page", String(per)],
        ["page", String(page)],
      ]),
      { do: "read", as: "anonymous", who: { publicUser: true } },
      findBy("A", [
        ["per_page", "100"],
        ["page", "2"],
      ]),
      // Deep into the list, to its end: a count or an offset that stops somewhere shows here.
      findLast("A", [["per_page", "100"]]),
      findLast("anonymous", [["per_page", "100"]]),
      findBy("A", [
        ["status", "active"],
        ["gender", "male"],
        ["per_page", "50"],
      ]),
      findBy("A", [["id", "s"]]),
      findBy("A", [
        ["page", "-1"],
        ["per_page", "-5"],
      ]),
      findBy("anonymous", [["status", "inactive"]]),
      // What a browser sends before it lists them from another site.
      // The method that is most often left out of what is allowed.
      { do: "preflight", as: "anonymous", method: "PATCH" },
    ]),
});
