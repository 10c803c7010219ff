import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { publicUser } from "../simulator/seed.ts";
import { anyRun, createMarker, isMarked, nonceOf, reservedDomains } from "./marker.ts";
import { freshEmail } from "./values.ts";

const nonce = fc.stringMatching(/^[0-9a-z]{8}$/);
const made = fc
  .record({ nonce, caseNumber: fc.nat({ max: 99_999 }), input: freshEmail })
  .map(({ nonce, caseNumber, input }) => {
    const marker = createMarker(nonce);
    const local = "fresh" in input ? input.fresh : "ada";
    const domain = "fresh" in input ? input.domain : undefined;
    return { marker, caseNumber, email: marker.email(caseNumber, local, domain) };
  });
/** The same text with some of its letters in the other case. */
const anyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter.toLowerCase())).join(""));

describe("an e-mail that a run makes", () => {
  test("is at a domain reserved for examples and tests, or at one that cannot be, where no mail can reach anybody", () => {
    fc.assert(
      fc.property(made, ({ email }) => {
        expect(email).toMatch(/@(example\.(com|org|net)|[^@]*\.(example|example460|test))$/i);
      }),
    );
    // No registry gives out a last label with digits.
    const reserved = /(^example\.(com|org|net)|\.(example|test|[a-z]+\d+))$/i;
    expect(reservedDomains.filter((domain) => !reserved.test(domain))).toEqual([]);
  });

  test("has a local part of at most 64 characters, however many were made before", () => {
    fc.assert(
      fc.property(made, ({ marker, caseNumber, email }) => {
        expect(email.split("@")[0]?.length).toBeLessThanOrEqual(60);
        let last = email;
        for (let count = 0; count < 1100; count++) last = marker.email(caseNumber, "long".repeat(8));
        expect(last.split("@")[0]?.length).toBeLessThanOrEqual(64);
      }),
      { numRuns: 20 },
    );
  });

  test("carries the marks of its run and its case, which one filter finds, and of no other run", () => {
    fc.assert(
      fc.property(made, nonce, ({ marker, caseNumber, email }, other) => {
        for (const text of [marker.run, marker.forCase(caseNumber), anyRun]) expect(email).toContain(text);
        expect(email).not.toContain(marker.forCase(caseNumber + 1));
        expect(marker.isOurs(email)).toBe(true);
        expect(createMarker(other).isOurs(email)).toBe(marker.run === `ghx${other}`);
      }),
    );
  });

  test("is recognised as ours to sweep, in any letter case", () => {
    fc.assert(
      fc.property(
        made.chain(({ marker, email }) => anyCase(email).map((cased) => ({ marker, cased }))),
        ({ marker, cased }) => {
          expect(isMarked(cased)).toBe(true);
          expect(marker.isOurs(cased)).toBe(true);
        },
      ),
    );
  });

  test("is made once", () => {
    const marker = createMarker("1a2b3c4d");
    const emails = Array.from({ length: 200 }, (_, at) => marker.email(at % 3, "ada").toLowerCase());
    expect(new Set(emails).size).toBe(200);
  });
});

describe("what sweep may not touch", () => {
  test.each([
    ["a person's", "ada@gmail.com"],
    ["our mark at a domain somebody can own", "ada.n1.c1.ghx1a2b3c4d@gmail.com"],
    ["a domain that only begins like a reserved one", "ada.n1.c1.ghx1a2b3c4d@example.com.evil.org"],
    ["a domain that only ends like a reserved one", "ada.n1.c1.ghx1a2b3c4d@notexample.com"],
    ["a reserved word as a label in between", "ada.n1.c1.ghx1a2b3c4d@mail.test.org"],
    ["a dot that is none", "ada.n1.c1.ghx1a2b3c4d@exampleXcom"],
    ["a mark that is too short", "ada.n1.c1.ghx1a2b3c4@example.com"],
    ["a mark that is too long", "ada.n1.c1.ghx1a2b3c4d5@example.com"],
    ["a mark without a case", "ada.n1.ghx1a2b3c4d@example.com"],
    ["a mark without a number", "ada.c1.ghx1a2b3c4d@example.com"],
    ["another tool's mark", "ada.n1.c1.abx1a2b3c4d@example.com"],
    ["a mark with something after it", "ada.n1.c1.ghx1a2b3c4d.more@example.com"],
    ["a mark with nothing before it", ".n1.c1.ghx1a2b3c4d@example.com"],
    ["somebody's address made to look like ours", "ada@gmail.com.n1.c1.ghx1a2b3c4d@example.com"],
    ["two lines", "ada@gmail.com\nx.n1.c1.ghx1a2b3c4d@example.com"],
    ["a line break at the end", "ada.n1.c1.ghx1a2b3c4d@example.com\n"],
    ["text around an address", "<ada.n1.c1.ghx1a2b3c4d@example.com>"],
    ["nothing", ""],
  ])("%s: %j", (_what, email) => {
    expect(isMarked(email)).toBe(false);
  });

  test("any address in the wild", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(isMarked(email)).toBe(false);
      }),
    );
  });

  test("the service's own public users, which are at reserved domains too", () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (id, draw) => {
        expect(isMarked(publicUser(id, () => draw).email)).toBe(false);
      }),
    );
  });
});

describe("a nonce", () => {
  test("follows from any seed, and differs for different ones of 32 bits", () => {
    const seed = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(seed, seed, (a, b) => {
        expect(createMarker(nonceOf(a)).run).toBe(`ghx${nonceOf(a)}`);
        expect(nonceOf(a) === nonceOf(b)).toBe(a === b);
      }),
    );
    expect(nonceOf(0)).not.toBe(nonceOf(0xffff_ffff));
  });

  test("of any other shape is refused, since sweep would not find what it marks", () => {
    for (const wrong of ["", "1a2b3c4", "1a2b3c4d5", "1A2B3C4D", "1a2b-c4d", "1a2b3c4é"])
      expect(() => createMarker(wrong)).toThrow(RangeError);
  });
});
