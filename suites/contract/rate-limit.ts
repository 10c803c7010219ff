import fc from "fast-check";
import { hardLists, hardRequests, onNoUser, readsOfOwn } from "../../src/generators/hard-space.ts";
import { idsOfNoUser } from "../../src/generators/hard-values.ts";
import { property, type Step, type StepOf } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, remove } from "./steps.ts";

/** A create with the e-mail of a user that is there: refused each time, and a check that now and then fails shows. */
const duplicateAt = (path: string): StepOf<"raw"> => ({
  do: "raw",
  as: "A",
  method: "POST",
  path,
  body: { fields: { name: "Once Too Often", email: { of: "x" }, gender: "male", status: "active" } },
});
const duplicate = duplicateAt("/users");

/** Of no body there is no media type either. */
const withoutBody: StepOf<"raw"> = { do: "raw", as: "A", method: "POST", path: "/users" };

/** Another format costs what JSON does, and says the same. */
const inXml: readonly StepOf<"raw">[] = [
  { do: "raw", as: "A", method: "GET", path: "/users.xml?per_page=3" },
  { do: "raw", as: "A", method: "GET", path: "/users/{id}", of: "x", headers: { accept: "application/xml" } },
];

const ofNoUser = (method: "DELETE" | "PATCH") => fc.constantFrom(...idsOfNoUser).map((id) => onNoUser(method, id));

export const budgetMoves = property({
  id: "budget-moves",
  sentence: "every answer to a token costs one of its budget, a refusal as much as a 200",
  clause: "rate limit",
  needs: "rate limit headers",
  cases: fc
    .record({
      body: plainBody,
      lists: hardLists(2),
      forms: fc.shuffledSubarray([...readsOfOwn], { minLength: readsOfOwn.length }),
      first: ofNoUser("DELETE"),
      second: ofNoUser("PATCH"),
      third: ofNoUser("DELETE"),
    })
    .map(({ body, lists, forms, first, second, third }): readonly Step[] => {
      const refused = [
        ...forms.slice(0, 3),
        duplicate,
        first,
        duplicateAt("/users.xml"),
        ...forms.slice(3, 6),
        second,
        duplicate,
        withoutBody,
        ...forms.slice(6),
        third,
        duplicate,
      ];
      return [
        // What XML must escape.
        create("x", { ...body, name: 'Q & A <b> "quoted"' }),
        { do: "spend", turns: [["A", lists.length + inXml.length]], inputs: [...lists, ...inXml] },
        { do: "spend", turns: [["A", refused.length]], inputs: refused },
        remove("x"),
      ];
    }),
});

const between = (other: "anonymous" | "invalid", inputs: readonly StepOf<"raw">[]): Step => ({
  do: "spend",
  inputs,
  turns: [
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
  ],
});

export const keylessCallsAreFree = property({
  id: "keyless-calls-are-free",
  sentence: "a request without a valid token takes nothing from a token's budget",
  clause: "rate limit",
  needs: "rate limit headers",
  cases: hardLists(18).map((lists): readonly Step[] => [
    between("anonymous", lists.slice(0, 9)),
    between("invalid", lists.slice(9)),
  ]),
});

export const budgetsArePerToken = property({
  id: "budgets-are-per-token",
  sentence: "what one token spends, or an invalid one, is not taken from another",
  clause: "rate limit",
  needs: "second token",
  cases: hardLists(17).map((inputs): readonly Step[] => [
    {
      do: "spend",
      inputs,
      turns: [
        // Two at first: what Remaining shows after a pause is a call old.
        ["B", 2],
        ["A", 1],
        ["anonymous", 3],
        ["B", 1],
        ["A", 4],
        ["B", 1],
        ["A", 4],
        ["B", 1],
      ],
    },
  ]),
});

export const limitIsReal = property({
  id: "limit-is-real",
  sentence: "a token that has spent its budget is refused, loses nothing by it, and is served again after Reset",
  clause: "rate limit",
  needs: "rate limit headers",
  turn: "first",
  cases: fc
    .record({ body: plainBody, between: hardRequests(40) })
    .map(({ body, between }): readonly Step[] => [
      create("x", body),
      { do: "exhaust", as: "A", handle: "x", observer: "B", between },
      remove("x"),
    ]),
});
