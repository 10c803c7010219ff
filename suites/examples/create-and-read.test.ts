import { expect, test } from "gorest-harness/vitest";

test("a created user can be read back", async ({ users, newUser }) => {
  const created = await users.create(newUser({ name: "Grace Hopper" }));
  expect(created).toMatchObject({ ok: true, user: { name: "Grace Hopper" } });
  if (created.ok) expect(await users.get(created.user.id)).toEqual(created.user);
});
