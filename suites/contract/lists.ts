import fc from "fast-check";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody, validBody } from "../../src/generators/values.ts";
import { by, create, findBy, ofCase, patch, remove } from "./steps.ts";

const walk = (perPage: number): Step => ({ do: "walk", as: "A", query: [ofCase], perPage, mostPages: 4 });

export const pagesFitTogether = property({
  id: "pages-fit-together",
  sentence: "the pages of a list hold every user once, whatever their size, and the headers say so",
  clause: "lists",
  cases: fc
    .record({ a: plainBody, b: plainBody, c: plainBody, d: plainBody })
    .map(({ a, b, c, d }): readonly Step[] => [
      create("a", { ...a, gender: "male", status: "active" }),
      create("b", { ...b, gender: "female", status: "active" }),
      create("c", { ...c, gender: "male", status: "inactive" }),
      findBy("A", [ofCase]),
      walk(2),
      findBy("A", [ofCase, ["per_page", "2"], ["page", "3"]]),
      walk(1),
      findBy("A", [ofCase, ["per_page", "3"]]),
      create("d", { ...d, gender: "female", status: "inactive" }),
      findBy("A", [ofCase, ["per_page", "2"], ["page", "2"]]),
      remove("a"),
      findBy("A", [ofCase, ["per_page", "2"], ["page", "2"]]),
      remove("b"),
      remove("c"),
      remove("d"),
      findBy("A", [ofCase]),
    ]),
});

export const filtersKeepWhatMatches = property({
  id: "filters-keep-what-matches",
  sentence:
    "a filter keeps exactly the users that match, several filters those that match all, and both follow updates",
  clause: "lists",
  cases: fc
    .record({ a: plainBody, b: validBody })
    .map(({ a, b }): readonly Step[] => [
      create("a", { ...a, gender: "male", status: "active" }),
      create("b", { ...b, gender: "female", status: "inactive" }),
      findBy("A", [ofCase, ["gender", "male"]]),
      findBy("A", [ofCase, ["gender", "female"]]),
      findBy("A", [ofCase, ["status", "inactive"]]),
      findBy("A", [ofCase, ["status", "active"], ["gender", "female"]]),
      findBy("A", [ofCase, ["name", by("a", "name", "middle")]]),
      findBy("A", [ofCase, ["name", by("a", "name", "upper")]]),
      findBy("A", [["email", { marker: "case", upper: true }]]),
      findBy("A", [ofCase, ["id", by("b", "id")]]),
      findBy("A", [ofCase, ["gender", "neither"]]),
      patch("a", { gender: "female", status: "inactive", name: "Another Name Altogether" }),
      findBy("A", [ofCase, ["gender", "female"], ["status", "inactive"]]),
      findBy("A", [ofCase, ["gender", "male"]]),
      findBy("A", [ofCase, ["name", "name alto"]]),
      findBy("A", [["email", by("a", "email", "middle")]]),
      remove("a"),
      findBy("A", [ofCase, ["status", "inactive"]]),
      remove("b"),
    ]),
});

export const publicListsHold = property({
  id: "public-lists-hold",
  sentence: "the list everybody shares is paged as asked, newest first, with headers that agree",
  clause: "lists",
  cases: fc
    .record({ page: fc.integer({ min: 2, max: 4 }), per: fc.integer({ min: 3, max: 40 }) })
    .map(({ page, per }): readonly Step[] => [
      findBy("A", []),
      findBy("A", [["page", "2"]]),
      findBy("anonymous", [
        ["per_page", String(per)],
        ["page", String(page)],
      ]),
      findBy("A", [["per_page", "100"]]),
      findBy("A", [["per_page", "101"]]),
      findBy("A", [["per_page", "1"]]),
      findBy("A", [["page", "999999"]]),
      findBy("A", [["gender", "female"]]),
      findBy("A", [
        ["status", "active"],
        ["gender", "male"],
        ["per_page", "50"],
      ]),
      findBy("A", [["status", "Inactive"]]),
      findBy("A", [["id", "s"]]),
      findBy("A", [
        ["page", "-1"],
        ["per_page", "-5"],
      ]),
      findBy("anonymous", [["status", "inactive"]]),
    ]),
});
