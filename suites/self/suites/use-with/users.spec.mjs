import { expect, test } from "@playwright/test";

const BASE = "https://gorest.co.in/public/v2";
const headers = { Authorization: "Bearer 6b1d6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f" };

test("create and delete", async ({ request }) => {
  const data = { name: "Ada", gender: "female", email: "play@example.com", status: "active" };
  const created = await request.post(`${BASE}/users`, { headers, data });
  expect(created.status()).toBe(201);
  const { id } = await created.json();
  expect((await request.delete(`${BASE}/users/${id}`, { headers })).status()).toBe(204);
});

test("no token", async ({ request }) => {
  expect((await request.post(`${BASE}/users`, { data: {} })).status()).toBe(401);
});
