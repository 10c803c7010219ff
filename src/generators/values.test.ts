import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { properties } from "../../suites/contract/properties.ts";
import { requestOf } from "../model/testing/events.ts";
import { type Prediction, predict } from "../model/validation.ts";
import { createMarker } from "./marker.ts";
import type { BodyInput } from "./step.ts";
import {
  anyName,
  awkward,
  breakable,
  brokenBody,
  changeOf,
  mixedName,
  nameOfLength,
  plainBody,
  plainName,
  someFields,
  validBody,
  wideName,
} from "./values.ts";

const marker = createMarker("1a2b3c4d");

/** A body as it is sent. */
const sent = ({ email, ...rest }: BodyInput) => {
  if (email === undefined) return rest;
  if ("fresh" in email) return { ...rest, email: marker.email(1, email.fresh, email.domain) };
  return "text" in email ? { ...rest, email: email.text } : rest;
};
const created = (body: BodyInput): Prediction => predict(requestOf("A POST /users", sent(body)), "free");
const updated = (body: BodyInput): Prediction => predict(requestOf("A PATCH /users/7", sent(body)), "free");
const lengthOf = (text: string) => [...text].length;

describe("a valid body", () => {
  test("is accepted for certain, and what is stored of each field is certain too", () => {
    fc.assert(
      fc.property(fc.oneof(validBody, plainBody), (body) => {
        const { errors, open, stored } = created(body);
        expect([errors, [...open], Object.keys(stored)]).toEqual([[], [], breakable]);
      }),
    );
  });

  test("cut down to some fields is a change of exactly these, accepted for certain", () => {
    const cut = someFields.chain((fields) => changeOf(fields).map((body) => ({ fields, body })));
    fc.assert(
      fc.property(cut, ({ fields, body }) => {
        const { errors, open, named } = updated(body);
        expect([errors, [...open], [...named]]).toEqual([[], [], fields]);
      }),
    );
  });
});

describe("a broken body", () => {
  const broken = someFields.chain((fields) =>
    fc.constantFrom(validBody, plainBody).chain((body) => brokenBody(fields, body).map((bad) => ({ fields, bad }))),
  );

  test("is refused for certain, for exactly the fields that are meant to be broken", () => {
    fc.assert(
      fc.property(broken, ({ fields, bad }) => {
        const { errors, open } = created(bad);
        expect([errors.map(({ field }) => field), [...open]]).toEqual([fields, []]);
      }),
      { numRuns: 300 },
    );
  });

  test("sent as an update is refused for those of them that it names", () => {
    fc.assert(
      fc.property(broken, ({ fields, bad }) => {
        const named = fields.filter((field) => bad[field] !== undefined);
        expect(updated(bad).errors.map(({ field }) => field)).toEqual(named);
      }),
    );
  });
});

describe("a name", () => {
  test("of a length has exactly that many characters, in code points and in UTF-16 units", () => {
    const sized = fc
      .integer({ min: 1, max: 400 })
      .chain((length) => fc.oneof(nameOfLength(length), wideName(length)).map((name) => ({ length, name })));
    fc.assert(
      fc.property(sized, ({ length, name }) => {
        expect([lengthOf(name), name.length]).toEqual([length, length]);
      }),
    );
  });

  test("that is wide is about two times as long in bytes, or more", () => {
    fc.assert(
      fc.property(wideName(200), (name) => {
        expect(Buffer.byteLength(name)).toBeGreaterThan(390);
      }),
    );
  });

  test("of any kind has 1 to 200 characters, none of them a matter of open questions", () => {
    fc.assert(
      fc.property(fc.oneof(anyName, mixedName, plainName, fc.constantFrom(...awkward)), (name) => {
        expect(lengthOf(name)).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(200);
        expect(name).toBe(name.trim());
        expect(name.isWellFormed() && !name.includes("\0")).toBe(true);
      }),
    );
  });
});

test.each(properties.map((property) => [property.id, property] as const))(
  "%s draws the same cases from the same seed, as plain data that can be saved",
  (_id, { cases }) => {
    const drawn = fc.sample(cases, { seed: 7, numRuns: 5 });
    expect(fc.sample(cases, { seed: 7, numRuns: 5 })).toEqual(drawn);
    // What is undefined leaves a field out, and JSON does so as well.
    expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
  },
);
