import { expect, test } from "vitest";
import { rules } from "../../../checks/rules.ts";
import { faults } from "../../../simulator/faults.ts";
import { codeOf, toolOf, tools } from "./assertion.ts";
import { assertions } from "./by-rule.ts";

const lines = (rule: string) =>
  tools.map((tool) => {
    const assertion = assertions[rule];
    return assertion === undefined ? "" : codeOf(assertion, "it holds", tool);
  });

test("an assertion is written in the words of each tool", () => {
  expect(lines("delete-answers-204")).toEqual([
    'pm.test("it holds", () => pm.expect(pm.response.code).to.eql(204));',
    "expect(response.status()).toEqual(204);",
    "assert response.status_code == 204",
    "expect(response.status).toEqual(204);",
  ]);
  expect(lines("header-types")).toEqual([
    'pm.test("it holds", () => pm.expect(pm.response.headers.get("X-Pagination-Total")).to.match(/^\\d+$/));',
    'expect(response.headers()["x-pagination-total"]).toMatch(/^\\d+$/);',
    'assert re.search(r"^\\d+$", response.headers.get("X-Pagination-Total"))',
    'expect(response.headers["x-pagination-total"]).toMatch(/^\\d+$/);',
  ]);
  expect(lines("list-shows-own-records")).toEqual([
    'pm.test("it holds", () => pm.expect(pm.response.json().some((user) => user.id === created.id)).to.equal(true));',
    "expect((await response.json()).some((user) => user.id === created.id)).toBe(true);",
    'assert any(user["id"] == created["id"] for user in response.json())',
    "expect(response.body.some((user) => user.id === created.id)).toBe(true);",
  ]);
});

test.each([
  ["update-keeps-unnamed-fields", "assert response.json() == { **created, **sent }"],
  ["read-answers-the-id-asked", 'assert response.json()["id"] == created["id"]'],
  ["page-holds-limit", "assert len(response.json()) == 5"],
  ["no-content-has-no-type", 'assert response.headers.get("Content-Type") == None'],
  ["error-texts", `assert response.json()[0]["message"] == "can't be blank"`],
])("%s, in Python", (rule, line) => {
  expect(lines(rule)[2]).toBe(line);
});

test("every rule that a fault breaks has one: no survivor is shown without what would have noticed it", () => {
  expect(faults.flatMap(({ breaks }) => (breaks in assertions ? [] : [breaks]))).toEqual([]);
});

test("every entry is of a rule that there is, and JavaScript and regular expressions in it can be read", () => {
  const known = new Set<string>(rules.map(({ id }) => id));
  expect(Object.keys(assertions).filter((id) => !known.has(id))).toEqual([]);
  for (const id of Object.keys(assertions))
    for (const line of [lines(id)[0], lines(id)[3]]) expect(() => new Function(line ?? "")).not.toThrow();
});

test.each([
  ["newman run users.json -r json", "newman"],
  ["npx playwright test", "playwright"],
  ["cd api && pytest --junitxml=$GOREST_RESULTS", "pytest"],
  ["npm test", "expect"],
])("%s speaks the words of %s", (command, tool) => {
  expect(toolOf(command)).toBe(tool);
});
