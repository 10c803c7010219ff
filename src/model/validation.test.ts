import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf } from "./testing/events.ts";
import { type EmailState, type Prediction, predict } from "./validation.ts";

const good = { name: "Ada Lovelace", email: "ada@example.com", gender: "female", status: "active" } as const;

const create = (fields: { readonly [name: string]: unknown }, email: EmailState = "free") =>
  predict(requestOf("A POST /users", fields), email);
const update = (fields: unknown, email: EmailState = "free", verb = "PATCH") =>
  predict(requestOf(`A ${verb} /users/7`, fields), email);

/** The 422 the service would give, in its order: "email can't be blank". */
const refusal = ({ errors }: Prediction) =>
  [...errors].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)).map(({ field, message }) => `${field} ${message}`);

const blankGender = "gender can't be blank, can be male of female";
const tooLongName = "name is too long (maximum is 200 characters)";

describe("a create", () => {
  test("of four good values and a free e-mail is accepted and stored as sent", () => {
    const { errors, open, stored } = create(good);
    expect([errors, [...open], stored]).toEqual([[], [], good]);
  });

  test("without values is refused for all four, in the order e-mail, name, gender, status", () => {
    const all = ["email can't be blank", "name can't be blank", blankGender, "status can't be blank"];
    expect(refusal(create({}))).toEqual(all);
    expect(refusal(create({ name: "", email: "", gender: "", status: "" }))).toEqual(all);
    expect(refusal(create({ name: null, email: null, gender: null, status: null }))).toEqual(all);
    expect(refusal(predict(requestOf("A POST /users"), "free"))).toEqual(all);
    expect(refusal(predict(requestOf("A POST /users", []), "free"))).toEqual(all);
  });

  test("with a malformed e-mail beside three blanks names the e-mail last", () => {
    const expected = ["name can't be blank", blankGender, "status can't be blank", "email is invalid"];
    expect(refusal(create({ email: "no-at-sign" }))).toEqual(expected);
  });

  test("with a taken e-mail and a blank name names the e-mail last", () => {
    expect(refusal(create({ ...good, name: "" }, "held"))).toEqual([
      "name can't be blank",
      "email has already been taken",
    ]);
  });

  test.each([
    ["name", "", ["name can't be blank"]],
    ["name", "n".repeat(201), [tooLongName]],
    ["email", "", ["email can't be blank"]],
    ["email", "ada.example.com", ["email is invalid"]],
    ["gender", "other", [blankGender]],
    ["status", "enabled", ["status can't be blank"]],
  ])("with %s %j is refused for that alone", (field, value, expected) => {
    const prediction = create({ ...good, [field]: value });
    expect(refusal(prediction)).toEqual(expected);
    expect([...prediction.open]).toEqual([]);
    expect(prediction.stored).not.toHaveProperty(field);
  });

  test("of an e-mail about which nothing is known may go either way", () => {
    const { errors, open, stored } = create(good, "unknown");
    expect([errors, [...open]]).toEqual([[], ["email"]]);
    // Whether it was free is open; accepted, it is stored as it was sent.
    expect(stored).toEqual(good);
  });

  test("takes no notice of unknown fields", () => {
    expect(create({ ...good, mobile: "123", admin: true })).toEqual(create(good));
  });
});

describe("gender and status", () => {
  test("are taken in any letter case and stored in lower case", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("male", "female"),
        fc.constantFrom("active", "inactive"),
        fc.func(fc.boolean()),
        (gender, status, upper) => {
          const cased = (text: string) =>
            [...text].map((letter, at) => (upper(at, letter) ? letter.toUpperCase() : letter)).join("");
          const { errors, stored } = create({ ...good, gender: cased(gender), status: cased(status) });
          expect([errors, stored]).toEqual([[], { ...good, gender, status }]);
        },
      ),
    );
  });

  test("of any other word are refused with the text for blank", () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/).filter((text) => !/^(fe)?male$|^(in)?active$/.test(text));
    fc.assert(
      fc.property(word, (other) => {
        const expected = [blankGender, "status can't be blank"];
        expect(refusal(create({ ...good, gender: other, status: other }))).toEqual(expected);
      }),
    );
  });
});

describe("a name", () => {
  const letter = fc.constantFrom("a", "é", "名", "Ж", "-");
  const nameOf = (length: number) =>
    fc.array(letter, { minLength: length, maxLength: length }).map((all) => all.join(""));

  test("of 1 and of 200 characters is taken as it is, whatever it weighs in bytes", () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 200).chain(nameOf), (name) => {
        expect(create({ ...good, name }).stored.name).toBe(name);
      }),
    );
  });

  test("of 0 or of more than 200 characters is refused", () => {
    expect(refusal(create({ ...good, name: "" }))).toEqual(["name can't be blank"]);
    fc.assert(
      fc.property(fc.constantFrom(201, 202, 500).chain(nameOf), (name) => {
        expect(refusal(create({ ...good, name }))).toEqual([tooLongName]);
      }),
    );
  });

  test("is counted in code points: 201 of them are too many, but 200 that weigh more in UTF-16 are an open question", () => {
    expect(refusal(create({ ...good, name: "🦄".repeat(201) }))).toEqual([tooLongName]);
    expect([...create({ ...good, name: "🦄".repeat(200) }).open]).toEqual(["name"]);
    expect(create({ ...good, name: "🦄".repeat(100) }).stored.name).toBe("🦄".repeat(100));
  });

  test("that is too long has no known place among the errors", () => {
    expect(create({ ...good, name: "n".repeat(201) }).errors).toMatchObject([{ field: "name", rank: undefined }]);
  });

  test("too long only by blanks around it is an open question", () => {
    expect([...create({ ...good, name: ` ${"n".repeat(200)}` }).open]).toEqual(["name"]);
    expect(refusal(create({ ...good, name: ` ${"n".repeat(201)}` }))).toEqual([tooLongName]);
  });
});

describe("questions that facts leave open stay open", () => {
  test.each([
    ["name", "   "],
    ["name", "\t\n"],
    ["name", "nul \0 inside"],
    ["name", "half a \ud83e pair"],
    ["name", 123],
    ["name", true],
    ["name", { first: "Ada" }],
    ["email", " "],
    ["email", 1],
    ["email", "a@b"],
    ["email", "ada lovelace@example.com"],
    ["email", " ada@example.com"],
    ["email", "ädä@example.com"],
    ["email", "two@at@example.com"],
    ["email", "ada..dots@example.com"],
    ["email", "ada@exa_mple.com"],
    ["email", `${"a".repeat(200)}@example.com`],
    ["gender", " male"],
    ["gender", ["male"]],
    ["status", "active\n"],
    ["status", false],
  ])("%s %j: neither refused nor accepted for certain", (field, value) => {
    const { errors, open, stored } = create({ ...good, [field]: value });
    expect([errors, [...open]]).toEqual([[], [field]]);
    expect(stored).not.toHaveProperty(field);
  });

  test("an open question about one field leaves the others certain", () => {
    expect(refusal(create({ ...good, name: 123, status: "" }))).toEqual(["status can't be blank"]);
  });

  test("a name with blanks around it is accepted, stored as nobody knows what", () => {
    const { errors, open, stored } = create({ ...good, name: " Ada " });
    expect([errors, [...open]]).toEqual([[], []]);
    expect(stored).not.toHaveProperty("name");
  });

  test.each([
    ["malformed JSON", requestOf("A POST /users", '{"name":')],
    ["another media type", requestOf("A POST /users", JSON.stringify(good), 1, 0, "text/plain")],
    ["a relative of JSON", requestOf("A POST /users", JSON.stringify(good), 1, 0, "application/vnd.api+json")],
    [
      "JSON in another charset",
      requestOf("A POST /users", JSON.stringify(good), 1, 0, "application/json; charset=utf-16"),
    ],
    ["a JSON scalar", requestOf("A POST /users", '"text"')],
    ["null", requestOf("A POST /users", "null")],
    ["fields in the query", requestOf("A POST /users?name=Ada", good)],
    ["an update without a body", requestOf("A PATCH /users/7")],
    ["an update with a list", requestOf("A PUT /users/7", [good])],
  ])("%s: nothing at all is predicted", (_what, request) => {
    const { unknown, errors, open, stored } = predict(request, "free");
    expect(unknown).toEqual(expect.any(String));
    expect([errors, [...open], stored]).toEqual([[], [], {}]);
  });
});

describe("an update, by PATCH and by PUT", () => {
  const fields = fc.subarray(["name", "email", "gender", "status"] as const);

  test("is judged by the fields it names and no others", () => {
    fc.assert(
      fc.property(fields, fc.constantFrom("PATCH", "PUT"), (named, verb) => {
        const blank = update(Object.fromEntries(named.map((field) => [field, ""])), "free", verb);
        expect(blank.errors.map(({ field }) => field)).toEqual(named);
        const sent = Object.fromEntries(named.map((field) => [field, good[field]]));
        const accepted = update(sent, "free", verb);
        expect([accepted.errors, accepted.stored, [...accepted.named]]).toEqual([[], sent, named]);
      }),
    );
  });

  test("refuses what a create refuses, with the same texts in the same order", () => {
    const value = fc.constantFrom(
      "",
      null,
      "other",
      "no-at-sign",
      "n".repeat(201),
      "Ada",
      "a@b.example",
      "male",
      "active",
    );
    fc.assert(
      fc.property(
        fc.record({ name: value, email: value, gender: value, status: value }),
        fc.constantFrom<EmailState>("free", "held", "unknown"),
        (body, email) => {
          expect(update(body, email)).toEqual(create(body, email));
        },
      ),
    );
  });

  test("of an e-mail that another has is refused", () => {
    expect(refusal(update({ email: good.email }, "held"))).toEqual(["email has already been taken"]);
  });

  test("a field that is named and null is blank, not unnamed", () => {
    expect(refusal(update({ name: null }))).toEqual(["name can't be blank"]);
  });
});
