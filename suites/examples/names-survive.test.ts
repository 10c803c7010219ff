import fc from "fast-check";
import { newUsers } from "gorest-harness/arbitraries";
import { expect, test } from "gorest-harness/vitest";

test("any valid user comes back as it was sent", async ({ users }) => {
  await fc.assert(
    fc.asyncProperty(newUsers(), async (user) => {
      const created = await users.create(user);
      expect(created).toMatchObject({ ok: true, user: { name: user.name, email: user.email } });
    }),
    { numRuns: 10 },
  );
});
