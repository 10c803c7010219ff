// A suite as people publish them: the service's own URL and a token of theirs are written into it. Run through the proxy
// in transparent-proxy.test.ts, as it is.
import assert from "node:assert/strict";
import { test } from "node:test";

const BASE_URL = "https://gorest.co.in/public/v2";
const TOKEN = "6e4d1f".repeat(10).padEnd(64, "0");

const call = async (method, path, { token = TOKEN, body } = {}) => {
  const response = await fetch(`${BASE_URL}${path}`, {
    method,
    headers: {
      ...(token === undefined || token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
};

test("a user is created, read, changed and deleted", async () => {
  const user = { name: "Tenali Ramakrishna", gender: "male", email: "tenali@example.com", status: "active" };
  const created = await call("POST", "/users", { body: user });
  assert.equal(created.status, 201);
  const { id } = created.body;
  assert.equal(created.headers.get("location"), `${BASE_URL}/users/${id}`);
  assert.deepEqual((await call("GET", `/users/${id}`)).body, { id, ...user });
  assert.equal((await call("PATCH", `/users/${id}`, { body: { status: "inactive" } })).body.status, "inactive");
  assert.equal((await call("DELETE", `/users/${id}`)).status, 204);
  assert.equal((await call("GET", `/users/${id}`)).status, 404);
});

test("a list leads from page to page", async () => {
  const first = await call("GET", "/users?page=1&per_page=10");
  assert.equal(first.status, 200);
  const next = first.headers.get("x-links-next");
  assert.ok(next.startsWith(BASE_URL));
  assert.equal((await fetch(next)).status, 200);
});

test("a missing and a wrong token are refused", async () => {
  const body = { name: "Nobody" };
  assert.equal((await call("POST", "/users", { token: null, body })).status, 401);
  const wrong = await call("GET", "/users", { token: "invalid_token" });
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.body, { message: "Invalid token" });
});
