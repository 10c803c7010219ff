import fc from "fast-check";
import { origin } from "../../src/generators/commands.ts";
import { digitsDomain, roomyDomain } from "../../src/generators/marker.ts";
import { type EmailInput, expectRejected, property, type Step } from "../../src/generators/step.ts";
import { mixedName, nameOfLength, plainBody, wideName } from "../../src/generators/values.ts";
import { by, create, find, findBy, ofCase, overlong, patch, put, read, remove, together } from "./steps.ts";

/**
 * What most often comes back changed: both normal forms, two blanks, markup, an entity, a surrogate pair, quotes, what URLs
 * and forms encode, a dot at the end.
 */
const telling = (name: string): string =>
  `${[...`Zo\u00eb Zoe\u0308 a  b <i>&amp;</i> \u{1f984} O'N "q" \\ @ + 5%20 # ${name}`].slice(0, 180).join("").trim()}.`;

/** For an update, which may take another way than a create: as long as may be, and more in bytes. */
const tellingToo = `Zo\u00eb Zoe\u0308 a  b \u{1f984} <i>&amp;</i> 5%20 \\ # O'N "q" & @ + Renamed Alone`.padEnd(
  200,
  "\u00e9",
);
const inCapitals = tellingToo.replace("Renamed", "RENAMED");
const partOfIt = `# o'N "Q" & @ + rENAMED aLO`;

/** Nearly the two hundred characters that are allowed; the same one each time in a case. */
const roomy: EmailInput = { fresh: "Second+of-a-user-with-a-long-address", domain: roomyDomain, label: "roomy" };

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
        name: wide,
        email: { fresh: "Tag+Mixed.Case", domain: "Example.COM" },
        gender: "male",
        status: "ACTIVE",
        nickname: "no",
      }),
      // Texts that look like other types are texts.
      create("y", { ...y, name: "null", status: "inactive" }, { as: "B" }),
      // The newest of all, so that it frees the greatest id when it goes.
      create("x", {
        ...x,
        name: telling(name),
        email: { fresh: "long".repeat(8), domain: digitsDomain },
        gender: "Female",
        status: "inactive",
      }),
      read("x"),
      read("x", { as: "B" }),
      read("x", { as: "anonymous" }),
      patch("x", { gender: "male" }, { as: "invalid" }),
      read("y"),
      { do: "raw", as: "A", method: "POST", path: "/users", body: "[]" },
      create(expectRejected, {
        name: null,
        email: { text: "no-at.example.com" },
        gender: "neither",
        status: "enabled",
      }),
      create(expectRejected, { name: "", email: { text: "" }, gender: null, status: "" }),
      create(expectRejected, { name: over, email: overlong, gender: "", status: null }),
      // As a page of another site lists them. The last of it is on the second page of who has an inactive user too, below.
      { do: "raw", as: "anonymous", method: "GET", path: "/users?status=inactive", headers: { origin } },
      create(expectRejected, { ...z, email: { of: "x" }, name: "" }),
      create(expectRejected, { ...z, email: { fresh: "kept", label: "kept" }, status: "none" }),
      // A caller is refused before the values are validated.
      create(expectRejected, { ...y, name: "" }, { as: "anonymous" }),
      create(expectRejected, { ...y, name: "" }, { as: "invalid" }),
      { do: "raw", as: "invalid", method: "POST", path: "/users?force_status=409", body: "{}" },
      findBy("A", [ofCase]),
      findBy("A", [ofCase, ["per_page", "1"], ["page", "2"]]),
      findBy("A", [ofCase, ["per_page", "1"]]),
      findBy("A", [ofCase, ["per_page", "2"], ["page", "2"]]),
      findBy("A", [ofCase, ["gender", "female"], ["status", "enabled"]]),
      findBy("A", [ofCase, ["gender", "male"]]),
      findBy("A", [ofCase, ["status", "active"]]),
      findBy("B", [["id", by("x", "id")]]),
      patch("x", { name: tellingToo, status: "ACTIVE", email: roomy }),
      read("x", { ifNoneMatch: true }),
      // A slash at the end makes no difference, nor does a delay that is none.
      { do: "raw", as: "A", method: "GET", path: "/users/{id}/?delay=abc", of: "z" },
      // What a list is limited to must not limit what a later write is checked against.
      findBy("A", [ofCase, ["name", partOfIt], ["status", "active"]]),
      // Another case is another name and another e-mail, which is still unused.
      patch("x", { name: inCapitals, email: { swapped: "x" } }),
      read("x", { ifNoneMatch: true }),
      // Back to the first it had.
      put("x", { email: { former: "x" }, mobile: "123" }),
      read("x"),
      patch("z", { email: roomy }),
      read("z"),
      patch("z", { status: "INACTIVE", email: { of: "z" } }),
      read("z", { ifNoneMatch: true }),
      patch("x", { name: "Half Applied", email: { fresh: "half" }, gender: null, status: "enabled" }),
      create(expectRejected, { ...x, email: { publicUser: true } }),
      put("x", { name: "", gender: "neither", status: "inactive" }),
      {
        do: "raw",
        as: "A",
        method: "PATCH",
        path: "/users/{id}?force_status=503",
        of: "x",
        body: '{"name":"Not Really","status":"inactive"}',
      },
      patch("x", { email: { of: "z" }, name: "Not To Be" }),
      patch("x", {}),
      patch("x", { name: "Not By You" }, { as: "B" }),
      put("x", { name: "Nor By You" }, { as: "anonymous" }),
      patch("x", { name: "Nor By You" }, { as: "anonymous" }),
      remove("x", { as: "invalid" }),
      remove("x", { as: "anonymous" }),
      remove("x", { as: "B" }),
      read("x", { ifNoneMatch: true }),
      findBy("A", [
        ["per_page", "101"],
        ["page", "2"],
        ["status", "inactive"],
      ]),
      { do: "raw", as: "A", method: "GET", path: "/users/?page=999999&per_page=-5&delay=900" },
      { do: "read", as: "A", who: { id: "test" } },
      { do: "read", as: "invalid", who: { id: "999999999999999999" } },
      { do: "remove", as: "A", who: { id: "999999999999999999" } },
      together(
        [patch("z", { name: "0" })],
        [patch("z", { gender: "female" })],
        [read("x")],
        [read("z")],
        [findBy("A", [ofCase])],
        [find("z")],
        [read("y", { as: "B" })],
      ),
      read("z"),
      remove("x"),
      read("x", { ifNoneMatch: true }),
      remove("x"),
      // An unknown caller's values are not validated.
      patch("x", { name: "Back Again", status: "none" }),
      findBy("A", [ofCase]),
      findBy("B", [ofCase]),
      create("w", { ...x, name: "true", email: { fresh: "kept", label: "kept" }, id: { of: "z" } }),
      together(
        [create("a", { ...x, email: { of: "x" } })],
        [create("b", { ...x, name: "Racer Two", email: { of: "x" } })],
        [create("c", { ...y, name: "Another Lane", email: { ...roomy, label: "lane" } })],
      ),
      findBy("A", [["email", { marker: "case", upper: true, at: roomyDomain.slice(0, 12) }]]),
      together([remove("z")], [remove("z")]),
      put("z", { name: "Back Again" }),
      findBy("A", [["id", by("z", "id")]]),
      remove("y", { as: "B" }),
    ]),
});
