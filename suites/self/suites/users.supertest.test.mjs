// A suite as many have it, for vitest and supertest. Scored in score-tools.slow.test.ts.
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const { GOREST_BASE_URL, GOREST_TOKEN } = process.env;
const bearer = ["Authorization", `Bearer ${GOREST_TOKEN}`];
const api = request(GOREST_BASE_URL);

describe("users", () => {
  let user;

  beforeEach(async () => {
    const body = { name: "Ada Super", email: `ada.${Math.random()}@suite.example`, gender: "female", status: "active" };
    const response = await api
      .post("/users")
      .set(...bearer)
      .send(body)
      .expect(201);
    user = response.body;
  });

  afterEach(async () => {
    await api.delete(`/users/${user.id}`).set(...bearer);
  });

  test("are listed ten a page", async () => {
    const response = await api.get("/users").set(...bearer);
    expect(response.status).toBe(200);
    expect(response.body).toHaveLength(10);
  });

  test("are shown as they were created", async () => {
    const response = await api.get(`/users/${user.id}`).set(...bearer);
    expect(response.body).toEqual(user);
  });

  test("are deleted with 204", async () => {
    await api
      .delete(`/users/${user.id}`)
      .set(...bearer)
      .expect(204);
  });

  test("are served by a server that says what it runs on", async () => {
    const response = await api.get("/users").set(...bearer);
    expect(response.headers["x-powered-by"]).toBeDefined();
  });
});
