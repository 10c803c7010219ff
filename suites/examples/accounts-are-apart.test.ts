import { expect, test } from "gorest-harness/vitest";

test("a user is hidden from another account and from callers without a token", async ({
  users,
  otherUsers,
  anonymous,
  newUser,
}) => {
  const created = await users.create(newUser());
  if (!created.ok) throw new Error("the service refused a valid user");
  expect(await otherUsers.get(created.user.id)).toBeUndefined();
  expect(await anonymous.get(created.user.id)).toBeUndefined();
  expect(await users.delete(created.user.id)).toBe(true);
});
