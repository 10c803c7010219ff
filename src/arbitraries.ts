/** fast-check arbitraries for property tests of your own: users to create, changes, and bodies that must be refused. */
import { randomInt } from "node:crypto";
import fc from "fast-check";
import type { NewUser, UserChange } from "./contract/document.ts";
import { createMarker, nonceOf, reservedDomains } from "./generators/marker.ts";
import { anyGender, anyName, anyStatus, type Breakable, breakable, broken } from "./generators/values.ts";

const marker = createMarker(nonceOf(randomInt(2 ** 32 - 1)));

/**
 * An unused e-mail at a reserved domain. It is new each time a value is drawn, also when a case is run again
 * or made smaller: the record of the first time may still be there.
 */
export const freshEmail = (): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom("ada", "Grace.Hopper", "x-y_z", "tag+filter"), fc.constantFrom(...reservedDomains))
    .map(([local, domain]) => marker.email(0, local, domain));

const cast = <Value extends string>(drawn: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  // Letters of both cases mean the same value; the generated type knows the lower ones only.
  drawn as fc.Arbitrary<Value>;

/** Bodies that must be accepted: names that have broken other APIs before, letters of both cases. */
export const newUsers = (): fc.Arbitrary<NewUser> =>
  fc.record({
    name: anyName,
    email: freshEmail(),
    gender: cast<NewUser["gender"]>(anyGender),
    status: cast<NewUser["status"]>(anyStatus),
  });

/** Changes that must be accepted, of at least one field. */
export const userChanges = (): fc.Arbitrary<UserChange> =>
  fc
    .tuple(newUsers(), fc.subarray([...breakable], { minLength: 1 }))
    .map(([user, fields]) => Object.fromEntries(fields.map((field) => [field, user[field]])));

/** A body that must be refused with 422, as plain JSON, and the fields that are wrong in it. */
export interface NearMiss {
  readonly body: { readonly [field: string]: unknown };
  readonly broken: readonly Breakable[];
}

/** Bodies that are valid but for some fields, each missing, blank, too long or of no allowed value. */
export const nearMisses = (): fc.Arbitrary<NearMiss> =>
  fc
    .tuple(newUsers(), fc.subarray([...breakable], { minLength: 1 }), fc.record({ ...broken }))
    .map(([user, fields, bad]) => {
      const body: { [field: string]: unknown } = { ...user };
      for (const field of fields) {
        const value = bad[field];
        const wrong = typeof value === "object" && value !== null && "text" in value ? value.text : value;
        if (wrong === undefined) delete body[field];
        else body[field] = wrong;
      }
      return { body, broken: fields };
    });
