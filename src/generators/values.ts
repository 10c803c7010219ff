// One language: the whole package loads seventy before the first request.
import { faker } from "@faker-js/faker/locale/en";
import fc from "fast-check";
import type { NewUser } from "../contract/document.ts";
import { reservedDomains } from "./marker.ts";
import type { BodyInput, EmailInput, Json } from "./step.ts";

/** Seeded anew for each drawn number, so that a person is a function of it. */
const personOf = (seed: number) => {
  faker.seed(seed);
  return faker.person.fullName().slice(0, 120);
};

/** An everyday name. @internal */
export const plainName: fc.Arbitrary<string> = fc.nat({ max: 1_000_000 }).map(personOf);

/**
 * Inner text that has broken other APIs before; no outer blanks, no NUL, no lone surrogate (facts 11.6, facts 11.12: open).
 * @internal
 */
export const awkward = [
  "Zoë Ångström",
  "Zoe\u0308 A\u030angstro\u0308m",
  "李小龍",
  "Ольга Ёлкина",
  "محمد بن سلمان",
  "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🦄👩‍👩‍👧",
  "<b>Bold</b> & <script>alert(1)</script>",
  `O'Neil "The" \\Back/slash`,
  "two  inner   blanks",
  "Robert'); DROP TABLE users;--",
  "100% _under_ %20 %s {{7*7}} #{7*7}",
  "null",
  "0",
  "-1",
  "true",
  "[]",
  "=1+1",
  "İstanbul ß ﬁ",
  "ünï, çödé; ñ",
] as const;

/** Many of them in one name, since one request can test all. */
export const mixedName: fc.Arbitrary<string> = fc
  .shuffledSubarray<string>([...awkward], { minLength: 6, maxLength: 12 })
  .map((parts) => parts.reduce((name, part) => (name.length + part.length < 190 ? `${name} ${part}` : name)));

const filler = fc.constantFrom("a", "Z", "é", "名", "x y", "-");

/** A name of exactly this many characters, counted so that code points and UTF-16 units agree. */
export const nameOfLength = (length: number, units: fc.Arbitrary<string> = filler): fc.Arbitrary<string> =>
  units.map((unit) =>
    unit
      .repeat(length)
      .slice(0, length - 1)
      .concat("e")
      .slice(-length),
  );

/** As long as allowed in characters, and two or three times as long in bytes. */
export const wideName = (length: number): fc.Arbitrary<string> => nameOfLength(length, fc.constantFrom("é", "名", "Ж"));

/** Names the contract takes and must give back as they are. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: plainName },
  { weight: 4, arbitrary: mixedName },
  { weight: 1, arbitrary: fc.constantFrom<string>(...awkward) },
  { weight: 1, arbitrary: nameOfLength(1) },
  { weight: 1, arbitrary: nameOfLength(200) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 199 }).chain(nameOfLength) },
);

const local = fc.constantFrom(
  "ada",
  "Grace.Hopper",
  "k",
  "a1b2",
  "Mixed.CASE",
  "x-y_z",
  "tag+filter",
  "long".repeat(8),
);

/** An unused e-mail at a reserved domain, letters of both cases. */
export const freshEmail: fc.Arbitrary<EmailInput> = fc.record({
  fresh: local,
  domain: fc.constantFrom(...reservedDomains),
});

const cased = <Value extends string>(...values: readonly Value[]): fc.Arbitrary<string> =>
  fc
    .constantFrom(...values)
    .chain((value) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant<string>(value) },
        { weight: 1, arbitrary: fc.constantFrom(value.toUpperCase(), value.charAt(0).toUpperCase() + value.slice(1)) },
      ),
    );

export const anyGender = cased<NewUser["gender"]>("male", "female");
export const anyStatus = cased<NewUser["status"]>("active", "inactive");

/** A body that must be accepted. */
export const validBody: fc.Arbitrary<BodyInput> = fc.record({
  name: anyName,
  email: freshEmail,
  gender: anyGender,
  status: anyStatus,
});

/** An everyday body, for cases whose point lies elsewhere. */
export const plainBody: fc.Arbitrary<BodyInput> = fc.record({
  name: plainName,
  email: fc.constantFrom("ada", "grace", "alan").map((fresh): EmailInput => ({ fresh })),
  gender: fc.constantFrom<Json>("male", "female"),
  status: fc.constantFrom<Json>("active", "inactive"),
});

/** For each field, values that must be refused. `undefined` leaves the field out. */
export const broken = {
  name: fc.oneof(
    fc.constantFrom<Json | undefined>(undefined, "", null),
    nameOfLength(201),
    fc.integer({ min: 202, max: 400 }).chain(nameOfLength),
  ),
  email: fc
    .constantFrom<Json | undefined>(undefined, "", null, "plain", "no-at.example.com", "tonnymail.com", "not an e-mail")
    .map((text): EmailInput | undefined => (text === undefined ? undefined : { text })),
  gender: fc.constantFrom<Json | undefined>(undefined, "", null, "mile", "other", "m", "malee", "females", "active"),
  status: fc.constantFrom<Json | undefined>(undefined, "", null, "nactive", "enabled", "activ", "inactives", "male"),
} as const;
export type Breakable = keyof typeof broken;
export const breakable = ["name", "email", "gender", "status"] as const satisfies readonly Breakable[];

/** A valid body with the named fields broken. */
export const brokenBody = (fields: readonly Breakable[], body = plainBody): fc.Arbitrary<BodyInput> =>
  fc
    .tuple(body, fc.record({ name: broken.name, email: broken.email, gender: broken.gender, status: broken.status }))
    .map(([valid, bad]) => {
      const mixed: { [field: string]: Json | EmailInput | undefined } = { ...valid };
      for (const field of fields) mixed[field] = bad[field];
      return mixed;
    });

/** Some of the fields, at least one. */
export const someFields = fc.subarray([...breakable], { minLength: 1 });

/** A change that must be accepted, of exactly these fields. */
export const changeOf = (fields: readonly Breakable[], body = validBody): fc.Arbitrary<BodyInput> =>
  body.map((valid) => Object.fromEntries(fields.map((field) => [field, valid[field]])));
