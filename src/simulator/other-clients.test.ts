import { describe, expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import { createSimulator } from "./simulator.ts";
import { idOf, sendingTo, someone } from "./testing/requests.ts";

const start = () => {
  const simulator = createSimulator({ clock: virtualClock(), limited: false, seedUsers: 3 });
  /** A request as it is, below no base path. */
  const send = (url: string, init: RequestInit = {}) =>
    Promise.resolve(
      simulator.fetch(
        new Request(`http://simulator.test${url}`, {
          ...init,
          headers: { authorization: `Bearer ${simulator.tokens.A}`, ...init.headers },
        }),
      ),
    );
  return { ask: sendingTo(simulator), send, simulator };
};
const formType = "application/x-www-form-urlencoded";

describe("forms", () => {
  test("a form-encoded body is read as JSON is, on create and on update", async () => {
    const { ask } = start();
    const made = await ask("POST /users", {
      text: new URLSearchParams(someone({ name: "Ünï & co", gender: "FEMALE" })).toString(),
      headers: { "content-type": `${formType}; charset=UTF-8` },
    });
    expect([made.status, made.json]).toMatchObject([201, { name: "Ünï & co", gender: "female" }]);
    const patched = await ask(`PATCH /users/${idOf(made)}`, {
      text: "status=inactive&name=",
      headers: { "content-type": formType },
    });
    expect(patched.json).toEqual([{ field: "name", message: "can't be blank" }]);
  });

  test("a field within another is no field of a user, and of two of one name the last counts", async () => {
    const { ask } = start();
    const text = `${new URLSearchParams(someone({ name: "first" }))}&name=last&status%5Ba%5D=b&user%5Bname%5D=no`;
    const made = await ask("POST /users", { text, headers: { "content-type": formType } });
    expect(made.json).toMatchObject({ name: "last", status: "active" });
  });

  test("a multipart body is read as well, without its files", async () => {
    const { send } = start();
    const form = new FormData();
    for (const [name, value] of Object.entries(someone({ name: "Multi Part" }))) form.append(name, value);
    form.append("photo", new Blob(["\u0000"]), "photo.png");
    const made = await send("/public/v2/users", { method: "POST", body: form });
    expect([made.status, await made.json()]).toMatchObject([201, { name: "Multi Part" }]);
  });

  test("a multipart body that is none answers, with every field blank", async () => {
    const { ask } = start();
    const refused = await ask("POST /users", { text: "x", headers: { "content-type": "multipart/form-data" } });
    expect(refused.status).toBe(422);
  });
});

describe("paths", () => {
  test.each([
    ["//public/v2/users", 200],
    ["/public//v2///users/", 200],
    ["/public/v2/users//posts", 404],
  ])("%s: several slashes are one, and it answers %i in JSON", async (path, status) => {
    const heard = await start().send(path);
    expect([heard.status, heard.headers.get("content-type")]).toEqual([status, "application/json; charset=utf-8"]);
  });

  test("a path may end in .json", async () => {
    const { ask } = start();
    const made = await ask("POST /users.json", { json: someone() });
    expect((await ask(`GET /users/${idOf(made)}.json`)).text).toBe(made.text);
    expect((await ask("GET /users.json?per_page=1")).text).toBe(`[${made.text}]`);
  });

  test("a path that ends in .xml, or a client that accepts XML, is answered in XML, errors too", async () => {
    const { ask } = start();
    const made = await ask("POST /users", { json: someone({ name: "<A&B>", email: "x@y.z" }) });
    const id = idOf(made);
    const xml = await ask(`GET /users/${id}.xml`);
    expect(xml.headers.get("content-type")).toBe("application/xml; charset=utf-8");
    expect(xml.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<hash>\n  <id type="integer">${id}</id>\n  <name>&lt;A&amp;B&gt;</name>\n  <email>x@y.z</email>\n  <gender>male</gender>\n  <status>active</status>\n</hash>\n`,
    );
    expect(xml.headers.get("etag")).not.toBe(made.headers.get("etag"));
    const list = await ask("GET /users?per_page=1", { headers: { accept: "application/xml" } });
    expect(list.text).toContain('<objects type="array">\n  <object>\n    <id type="integer">');
    expect((await ask("GET /users/1.xml")).text).toContain("<message>Resource not found</message>");
    expect((await ask("GET /users.xml", { as: "invalid" })).text).toContain("<message>Invalid token</message>");
    const refused = await ask("POST /users.xml", { json: {} });
    expect([refused.status, refused.text.match(/<field>/g)?.length]).toEqual([422, 4]);
    expect((await ask(`DELETE /users/${id}.xml`)).status).toBe(400);
  });
});

describe("browsers", () => {
  test("a page of any origin may read paging and budget, also of an error", async () => {
    const { send } = start();
    for (const [path, init] of [
      ["/public/v2/users", {}],
      ["/public/v2/users/1", {}],
      ["/public/v2/users", { headers: { authorization: "Bearer zz" } }],
    ] as const) {
      const { headers } = await send(path, { headers: { ...init.headers, origin: "https://app.example" } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toMatch(/X-Pagination-Total.*X-RateLimit-Remaining/);
      expect(headers.get("vary")).toBe("Origin");
    }
    expect((await send("/public/v2/users")).headers.has("access-control-allow-origin")).toBe(false);
  });

  test("the question before a request is answered without a token, and costs nothing", async () => {
    const { send, ask } = start();
    const before = (await ask("GET /users")).headers.get("x-ratelimit-remaining");
    const { status, headers } = await send("/public/v2/users", {
      method: "OPTIONS",
      headers: {
        authorization: "",
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect([status, headers.get("access-control-allow-headers")]).toEqual([200, "authorization,content-type"]);
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    expect(headers.has("x-ratelimit-remaining")).toBe(false);
    const after = (await ask("GET /users")).headers.get("x-ratelimit-remaining");
    expect(Number(before) - Number(after)).toBe(1);
  });
});

test.each(["Basic dXNlcjpwYXNz", "Bearer ", "Bearer", "no-scheme", ""])(
  "an Authorization %j is no token: public reads answer, and writes say so",
  async (authorization) => {
    const { ask } = start();
    const headers = { authorization };
    expect((await ask("GET /users", { headers })).status).toBe(200);
    const refused = await ask("POST /users", { json: someone(), headers });
    expect([refused.status, refused.json]).toEqual([401, { message: "Authentication failed" }]);
  },
);

test.each(["a@.com", "a@b.", "a@b..com", "a@-b.com", "a@b.-com"])("the e-mail %s is invalid", async (email) => {
  const { ask } = start();
  expect((await ask("POST /users", { json: someone({ email }) })).json).toEqual([
    { field: "email", message: "is invalid" },
  ]);
});

test.each(["a.b@c.example460", "a@localhost", "ä@bücher.example", "a@b-c.d--e.example"])(
  "the e-mail %s is accepted",
  async (email) => {
    const { ask } = start();
    expect((await ask("POST /users", { json: someone({ email }) })).status).toBe(201);
  },
);

describe("a simulator for suites of other people", () => {
  const begin = (options: Partial<Parameters<typeof createSimulator>[0]>) => {
    const simulator = createSimulator({ clock: virtualClock(), limited: false, seedUsers: 2, ...options });
    return { simulator, ask: sendingTo(simulator) };
  };
  const bearer = (digit: string) => ({ authorization: `Bearer ${digit.repeat(64)}` });

  test("any 64 hexadecimal digits are an account of its own, and nothing else is one", async () => {
    const { ask } = begin({ anyToken: true });
    const id = idOf(await ask("POST /users", { json: someone(), headers: bearer("a") }));
    expect((await ask(`GET /users/${id}`, { headers: bearer("A") })).status).toBe(200);
    expect((await ask(`GET /users/${id}`, { headers: bearer("b") })).status).toBe(404);
    expect((await ask("GET /users", { as: "invalid" })).status).toBe(401);
    expect((await begin({}).ask("GET /users", { headers: bearer("a") })).status).toBe(401);
  });

  test("given users are public, with the ids they have or the next ones, and their e-mails are taken", async () => {
    const given = { name: "G", email: "given@example.com", gender: "male", status: "active" };
    const { ask } = begin({
      users: [
        { ...given, id: 99_000_000 },
        { ...given, email: "next@example.com" },
      ],
    });
    expect((await ask("GET /users/99000000", { as: "anonymous" })).json).toMatchObject(given);
    expect((await ask("GET /users/99000001", { as: "anonymous" })).json).toMatchObject({ email: "next@example.com" });
    expect((await ask("POST /users", { json: someone({ email: given.email }) })).status).toBe(422);
  });

  test("a reset drops everything and begins anew, with ids never given before", async () => {
    const given = { id: 99_000_000, name: "G", email: "given@example.com", gender: "male", status: "active" };
    const { ask, simulator } = begin({ users: [given] });
    const own = idOf(await ask("POST /users", { json: someone() }));
    const before = simulator.store.newestFirst([undefined]).map(({ id }) => id);
    simulator.reset();
    expect((await ask(`GET /users/${own}`)).status).toBe(404);
    const after = simulator.store.newestFirst([undefined]).map(({ id }) => id);
    expect(after).toHaveLength(before.length);
    expect(after.filter((id) => before.includes(id))).toEqual([given.id]);
    expect(idOf(await ask("POST /users", { json: someone() }))).toBeGreaterThan(Math.max(own, ...after));
  });
});
