import fc from "fast-check";
import { origin } from "../../src/generators/commands.ts";
import { digitsDomain, roomyDomain } from "../../src/generators/marker.ts";
import { type EmailInput, expectRejected, property, type Step } from "../../src/generators/step.ts";
import { mixedName, nameOfLength, plainBody, wideName } from "../../src/generators/values.ts";
import {
  by,
  create,
  findAgain,
  findBy,
  findLast,
  ofCase,
  overlong,
  patch,
  put,
  raw,
  read,
  remove,
  together,
} from "./steps.ts";

/**
 * What most often comes back changed: what a spreadsheet would compute, both normal forms, a character of no width, two blanks, one
 * that no line is broken at, markup, an entity, a surrogate pair, quotes, what URLs and forms encode, a dot at the end.
 */
const telling = (name: string): string =>
  `${[...`=Zo\u00eb Zoe\u0308 a\u200b  b <i>&amp;</i> \u{1f984} O'N "q" \\ @\u00a0+ 5%20 # ${name}`].slice(0, 180).join("").trim()}.`;

/** For an update, which may take another way than a create: long, more in bytes, and with a small letter first. */
const tellingToo =
  `zo\u00eb Zoe\u0308 a\u200b  b \u{1f984} <i>&amp;</i> 5%20 \\ # O'N "q" & @ + (*? Renamed Alone`.padEnd(
    200,
    "\u00e9",
  );
const inCapitals = tellingToo.replace("Renamed", "RENAMED");
/** Letters outside ASCII as they are: what is the same letter there is open. */
const partOfIt = `# o'N "Q" & @ + (*? rENAMED aLONE\u00e9`;

/** Of a create and of an update that are refused, free all the same; the first with another tag than one that is used. */
const kept: EmailInput = { fresh: "Tag+Kept", domain: "Example.COM", label: "kept" };
const half: EmailInput = { fresh: "Half", domain: roomyDomain, label: "half" };

/** What a browser sends for a page of another site. */
const beforeAWrite = {
  origin,
  "access-control-request-method": "PATCH",
  "access-control-request-headers": "authorization",
};

/** Nearly the two hundred characters that are allowed, which one source alone tells of; the same one each time in a case. */
const roomy: EmailInput = { fresh: "Of-a-long+address", domain: roomyDomain, label: "roomy", length: 190 };

/**
 * Every clause once, on a few shared users, in as few requests as show the most: what a budget of a hundred is for. The
 * other properties go deeper, one clause at a time.
 */
export const theWholeOnce = property({
  id: "the-whole-once",
  sentence: "the whole contract once: a few users, every verb, every caller, every kind of refusal, every kind of list",
  clause: "create",
  turn: "first",
  divisible: true,
  cases: fc
    .record({ x: plainBody, y: plainBody, z: plainBody, name: mixedName, wide: wideName(200), over: nameOfLength(201) })
    .map(({ x, y, z, name, wide, over }): readonly Step[] => [
      create("z", {
        ...z,
        // It shares words with a filter of several, below.
        name: `${wide.slice(0, 194)} # & @`,
        email: { fresh: "Tag+Mixed.Case", domain: "Example.COM" },
        gender: "male",
        status: "ACTIVE",
        nickname: { first: ["no"] },
      }),
      // Texts that look like other types are texts.
      create("y", { ...y, name: "null", status: "inactive" }, { as: "B" }),
      // The newest of all, so that it frees the greatest id when it goes.
      create("x", {
        ...x,
        name: telling(name),
        email: { fresh: "long".repeat(8), domain: digitsDomain },
        gender: "Male",
        status: "inactive",
      }),
      // What is kept of an answer to one caller must not be given to another: of a refusal to its owner, nor the other way round.
      read("x", { as: "B" }),
      read("x"),
      read("x", { as: "anonymous" }),
      patch("x", { gender: "female" }, { as: "invalid" }),
      raw("A", "POST", "/users", { body: "[]" }),
      create(expectRejected, { name: null, email: { text: "no-at.example.com" }, gender: "m", status: "enabled" }),
      create(expectRejected, { name: "", email: { text: "" }, gender: null, status: "" }),
      create(expectRejected, { name: over, email: overlong, gender: "", status: null }),
      // As a page of another site lists them. The last two are on the second page of ten of who has an inactive user too, below.
      // A status alone is another query than one beside a gender, as another account's is.
      raw("anonymous", "GET", "/users/?status=inactive&per_page=11", { headers: { origin } }),
      create(expectRejected, { ...z, email: { of: "x" }, name: "" }),
      create(expectRejected, { ...z, email: kept, status: "activ" }),
      // A caller is refused before the values are validated.
      create(expectRejected, { ...y, name: "" }, { as: "anonymous" }),
      create(expectRejected, { ...y, name: "" }, { as: "invalid" }),
      raw("invalid", "POST", "/users?force_status=409", { body: "{}" }),
      findBy("A", [ofCase, ["gender", "male"]]),
      findBy("A", [["email", { marker: "case", at: "mail.exam" }]]),
      findBy("A", [ofCase, ["status", "activ"]]),
      // Each filter leaves out somebody: x is inactive, z has no such name.
      findBy("A", [
        ["name", by("x", "name", "pair")],
        ["status", "active"],
      ]),
      // Whatever page there is none of.
      findBy("A", [
        ["id", by("x", "id", "start")],
        ["page", "-1"],
        ["per_page", "4294967297"],
      ]),
      // Of another account too: its own user first, and the public ones that a caller without a token is told of.
      findBy("B", [
        ["status", "inactive"],
        ["per_page", "-5"],
      ]),
      patch("x", { name: tellingToo, status: "ACTIVE", email: roomy }),
      read("x", { ifNoneMatch: true }),
      // Another road makes no difference.
      raw("A", "GET", "//users/{id}.json", { of: "z" }),
      // What a list is limited to must not limit what a later write is checked against.
      findBy("A", [
        ["email", { marker: "case", at: "yy" }],
        ["name", partOfIt],
        ["status", "active"],
      ]),
      // Another case is another name and another e-mail, which is still unused.
      patch("x", { name: inCapitals, email: { swapped: "x" } }),
      read("x", { ifNoneMatch: true }),
      // Back to the first it had, and the media type as many clients spell it.
      raw("A", "PUT", "/users/{id}", {
        of: "x",
        contentType: "application/json; charset=utf-8",
        body: { fields: { email: { former: "x" }, gender: "MALE", mobile: "123" } },
      }),
      read("x", { ifNoneMatch: true }),
      raw("A", "PATCH", "/users/{id}/", {
        of: "z",
        contentType: "application/x-www-form-urlencoded",
        body: "name=By+A+Form",
      }),
      read("z"),
      // Of all that is read, one field alone changes.
      patch("z", { status: "INACTIVE", email: { of: "z" } }),
      read("z", { ifNoneMatch: true }),
      patch("x", { name: "", email: half, gender: null, status: "" }),
      create(expectRejected, { ...x, email: { publicUser: true } }),
      { do: "read", as: "A", who: { publicUser: true } },
      put("x", { name: "Not Theirs", email: { publicUser: true } }),
      put("x", { name: "", email: { text: "no-at.example.com" }, gender: "females", status: "enabled" }),
      raw("A", "PATCH", "/users/{id}?force_status=503", { of: "x", body: '{"name":"Not Really","status":"inactive"}' }),
      patch("x", { email: { of: "z" }, name: over }),
      patch("x", {}),
      patch("x", {}, { as: "B" }),
      put("x", { name: "Nor By You" }, { as: "anonymous" }),
      // Nor do bad values reveal that there is such a user.
      patch("x", { name: "", status: "none" }, { as: "anonymous" }),
      // By two other roads at once, none of which may lead in.
      raw("anonymous", "GET", "//users/{id}.json", { of: "x" }),
      remove("x", { as: "invalid" }),
      remove("x", { as: "anonymous" }),
      remove("x", { as: "B" }),
      read("x", { ifNoneMatch: true }),
      findBy("A", [
        ["per_page", "101"],
        ["page", "2"],
        ["status", "inactive"],
      ]),
      findLast("anonymous", [
        ["status", "inactive"],
        ["per_page", "11"],
      ]),
      // Nor do switches that are none.
      raw("A", "GET", "/users/?page=999999&force_status=200&delay=abc", { headers: { origin } }),
      raw("A", "GET", "/users/{id+2^32}?delay=900", { of: "x" }),
      { do: "read", as: "invalid", who: { id: "999999999999999999" } },
      { do: "remove", as: "A", who: { id: "t\u00e9st" } },
      together(
        [patch("z", { name: "0", email: half })],
        [patch("x", { email: half })],
        [patch("z", { gender: "female" })],
        [read("x")],
        [read("z")],
        [findBy("A", [ofCase, ["per_page", "1"], ["page", "2"]])],
        [
          findBy("A", [
            // It is inactive.
            ["id", by("z", "id")],
            ["status", "active"],
          ]),
        ],
        [put("y", { status: "active" }, { as: "B" })],
      ),
      read("z"),
      remove("x"),
      read("x", { ifNoneMatch: true }),
      // An unknown caller's values are not validated.
      patch("x", { name: "Back Again", status: "none" }),
      // One of the two who were there is deleted, the other has another gender.
      findAgain("A", [ofCase, ["gender", "male"]]),
      findBy("B", [
        ["id", by("z", "id")],
        ["per_page", "100"],
      ]),
      // Many may have one name.
      create("w", { ...x, name: "0", gender: "male", email: kept, id: { of: "z" } }),
      together(
        [create("a", { ...x, name: "0", gender: "male", email: { of: "x" } })],
        // Exactly one of the two.
        [create(expectRejected, { ...x, name: "0", gender: "male", email: { of: "x" } })],
        [create("c", { ...y, name: "true", email: roomy })],
      ),
      // The page before the last.
      findBy("A", [
        ["email", { marker: "case", upper: true }],
        ["per_page", "1"],
        ["page", "3"],
      ]),
      together([remove("z")], [raw("A", "DELETE", "/users/{id}", { of: "z", contentType: "application/json" })]),
      findBy("A", [
        ["id", by("z", "id")],
        ["name", by("z", "name")],
      ]),
      raw("anonymous", "OPTIONS", "/users", { headers: beforeAWrite }),
    ]),
});
