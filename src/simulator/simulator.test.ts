import { describe, expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import { createSimulator, type SimulatorOptions } from "./simulator.ts";
import { idOf, sendingTo, someone } from "./testing/requests.ts";

const start = (options: Partial<SimulatorOptions> = {}) => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, limited: false, ...options });
  return { ask: sendingTo(simulator), simulator, clock };
};
const blank = "can't be blank";
const allBlank = [
  { field: "email", message: blank },
  { field: "name", message: blank },
  { field: "gender", message: "can't be blank, can be male of female" },
  { field: "status", message: blank },
];

describe("create", () => {
  test("a valid user is created, shown with five keys, and named by Location", async () => {
    const { ask } = start();
    const made = await ask("POST /users", { json: someone({ email: "a@b.c" }) });
    const id = idOf(made);
    expect(made.status).toBe(201);
    expect(made.text).toBe(`{"id":${id},"name":"Tonny Stark","email":"a@b.c","gender":"male","status":"active"}`);
    expect(made.headers.get("location")).toBe(`http://simulator.test/public/v2/users/${id}`);
    expect((await ask(`GET /users/${id}`)).text).toBe(made.text);
    expect((await ask("GET /users?per_page=1")).text).toBe(`[${made.text}]`);
  });

  test("gender and status are read in any letter case, other values come back as sent", async () => {
    const { ask } = start();
    const name = "  Ünï <b>𝒳</b> e\u0301  ";
    const made = await ask("POST /users", {
      json: someone({ gender: "FEMALE", status: "InActive", name, id: 5, x: 1 }),
    });
    expect(made.json).toMatchObject({ gender: "female", status: "inactive", name });
    expect(idOf(made)).not.toBe(5);
  });

  test.each([
    ["an empty object", { json: {} }],
    ["no body", { headers: { "content-type": "application/json" } }],
    ["a list", { json: [someone()] }],
    ["a bare value", { json: 7 }],
    ["another media type", { text: JSON.stringify(someone()), headers: { "content-type": "text/plain" } }],
    ["nulls", { json: { name: null, email: null, gender: null, status: null } }],
  ])("%s is refused with all four fields blank", async (_what, sent) => {
    const { ask } = start();
    const refused = await ask("POST /users", sent);
    expect(refused.status).toBe(422);
    expect(refused.json).toEqual(allBlank);
  });

  test("malformed JSON answers 400 in JSON", async () => {
    const { ask } = start();
    expect(await ask("POST /users", { text: '{"name":' })).toMatchObject({
      status: 400,
      json: { message: expect.any(String) },
    });
  });

  test("numbers are cast to text", async () => {
    const { ask } = start();
    expect((await ask("POST /users", { json: someone({ name: 123 }) })).json).toMatchObject({ name: "123" });
  });
});

describe("validation", () => {
  test.each([
    [{ name: "" }, [["name", blank]]],
    [{ name: "x".repeat(201) }, [["name", "is too long (maximum is 200 characters)"]]],
    [{ email: "" }, [["email", blank]]],
    [{ email: "tonnymail.com" }, [["email", "is invalid"]]],
    [{ email: `${"x".repeat(189)}@example.com` }, [["email", "is too long (maximum is 200 characters)"]]],
    [{ gender: "mile" }, [["gender", "can't be blank, can be male of female"]]],
    [{ status: "nactive" }, [["status", blank]]],
    [
      { name: "", email: "bad", gender: "", status: "" },
      [
        ["name", blank],
        ["gender", "can't be blank, can be male of female"],
        ["status", blank],
        ["email", "is invalid"],
      ],
    ],
    [
      { name: "", email: "" },
      [
        ["email", blank],
        ["name", blank],
      ],
    ],
  ])("%j is refused with every broken field, in order", async (over, errors) => {
    const { ask } = start();
    const refused = await ask("POST /users", { json: someone(over) });
    expect(refused.status).toBe(422);
    expect(refused.json).toEqual(errors.map(([field, message]) => ({ field, message })));
  });

  test.each([
    ["name", 1, "x"],
    ["name", 200, "x".repeat(200)],
    ["name", 200, "𝒳".repeat(200)],
    ["email", 200, `${"x".repeat(188)}@example.com`],
  ])("a %s of %i characters is accepted", async (field, _length, value) => {
    const { ask } = start();
    expect((await ask("POST /users", { json: someone({ [field]: value }) })).status).toBe(201);
  });

  test("an e-mail in use is refused, on create and on update, public ones included; one's own is not", async () => {
    const { ask, simulator } = start();
    const [seed] = simulator.store.newestFirst([undefined]);
    const first = await ask("POST /users", { json: someone({ email: "one@example.com" }) });
    const second = await ask("POST /users", { json: someone() });
    const taken = [{ field: "email", message: "has already been taken" }];
    expect((await ask("POST /users", { json: someone({ email: "one@example.com" }) })).json).toEqual(taken);
    expect((await ask("POST /users", { json: someone({ email: seed?.email }) })).json).toEqual(taken);
    expect((await ask(`PATCH /users/${idOf(second)}`, { json: { email: "one@example.com" } })).json).toEqual(taken);
    expect((await ask(`PATCH /users/${idOf(first)}`, { json: { email: "one@example.com" } })).status).toBe(200);
  });

  test("a refused update changes nothing", async () => {
    const { ask } = start();
    const made = await ask("POST /users", { json: someone() });
    const refused = await ask(`PUT /users/${idOf(made)}`, { json: { name: "new", status: "none" } });
    expect(refused.json).toEqual([{ field: "status", message: blank }]);
    expect((await ask(`GET /users/${idOf(made)}`)).text).toBe(made.text);
  });
});

describe("update and delete", () => {
  test.each(["PUT", "PATCH"])("%s changes what it names and shows that first", async (method) => {
    const { ask } = start();
    const id = idOf(await ask("POST /users", { json: someone({ email: "k@example.com" }) }));
    const line = `${method} /users/${id}`;
    expect((await ask(line, { json: { status: "Inactive", name: "New", id: 1 } })).text).toBe(
      `{"name":"New","status":"inactive","id":${id},"email":"k@example.com","gender":"male"}`,
    );
    expect((await ask(line, { json: {} })).text).toBe(
      `{"id":${id},"name":"New","email":"k@example.com","gender":"male","status":"inactive"}`,
    );
  });

  test("a deleted user is gone for every verb and its e-mail is free", async () => {
    const { ask } = start();
    const user = someone();
    const id = idOf(await ask("POST /users", { json: user }));
    const deleted = await ask(`DELETE /users/${id}`);
    expect([deleted.status, deleted.text, deleted.headers.get("content-type")]).toEqual([204, "", null]);
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      expect(await ask(`${method} /users/${id}`)).toMatchObject({
        status: 404,
        json: { message: "Resource not found" },
      });
    }
    expect((await ask(`GET /users?email=${user.email}`)).json).toEqual([]);
    expect((await ask("POST /users", { json: user })).status).toBe(201);
  });

  test.each(["test", "0", "00000", "***", "83764234234", "999999999999999999"])("the id %s answers 404", async (id) => {
    expect((await start().ask(`GET /users/${id}`)).json).toEqual({ message: "Resource not found" });
  });
});

describe("who may see and do what", () => {
  const matrix = [
    ["A", "own", { GET: 200, PUT: 200, PATCH: 200, DELETE: 204 }],
    ["B", "own", { GET: 404, PUT: 404, PATCH: 404, DELETE: 404 }],
    ["anonymous", "own", { GET: 404, PUT: 404, PATCH: 404, DELETE: 404 }],
    ["invalid", "own", { GET: 401, PUT: 401, PATCH: 401, DELETE: 401 }],
    ["anonymous", "public", { GET: 200, PUT: 401, PATCH: 401, DELETE: 401 }],
    ["anonymous", "missing", { GET: 404, PUT: 404, PATCH: 404, DELETE: 404 }],
    ["invalid", "missing", { GET: 401, PUT: 401, PATCH: 401, DELETE: 401 }],
  ] as const;
  test.each(matrix)("%s on a user that is %s", async (as, which, expected) => {
    const { ask, simulator } = start();
    const made = idOf(await ask("POST /users", { json: someone() }));
    const [seed] = simulator.store.newestFirst([undefined]);
    const id = which === "own" ? made : which === "public" ? seed?.id : 12;
    for (const [method, status] of Object.entries(expected)) {
      const heard = await ask(`${method} /users/${id}`, { as });
      expect(`${method} ${heard.status}`).toBe(`${method} ${status}`);
      if (status === 401) {
        expect(heard.json).toEqual({ message: as === "invalid" ? "Invalid token" : "Authentication failed" });
        expect(heard.headers.has("x-ratelimit-limit")).toBe(false);
      }
    }
  });

  test("lists show the own users and the public ones; creating needs a token", async () => {
    const { ask } = start({ seedUsers: 3 });
    await ask("POST /users", { json: someone() });
    const total = async (as: "A" | "B" | "anonymous") =>
      (await ask("GET /users", { as })).headers.get("x-pagination-total");
    expect([await total("A"), await total("B"), await total("anonymous")]).toEqual(["4", "3", "3"]);
    expect((await ask("POST /users", { json: someone(), as: "anonymous" })).json).toEqual({
      message: "Authentication failed",
    });
    expect((await ask("GET /users", { as: "invalid" })).json).toEqual({ message: "Invalid token" });
  });

  test("a token may come in the query", async () => {
    const { ask, simulator } = start({ seedUsers: 0 });
    await ask("POST /users", { json: someone() });
    const heard = await ask(`GET /users?access-token=${simulator.tokens.A}`, { as: "anonymous" });
    expect(heard.headers.get("x-pagination-total")).toBe("1");
    expect((await ask("GET /users?access-token=zz", { as: "anonymous" })).status).toBe(401);
  });
});

describe("lists", () => {
  const paging = ["total", "pages", "page", "limit"].map((name) => `x-pagination-${name}`);
  const pagingOf = (headers: Headers) => paging.map((name) => headers.get(name)).join(" ");
  test.each([
    ["", "25 3 1 10"],
    ["?page=3", "25 3 3 10"],
    ["?page=-2&per_page=-5", "25 3 1 10"],
    ["?page=abc&per_page=0", "25 3 1 10"],
    ["?per_page=100", "25 1 1 100"],
    ["?per_page=101", "25 3 1 10"],
    ["?per_page=5", "25 5 1 5"],
    ["?page=99", "25 3 99 10"],
    ["?name=nobody-is-called-that", "0 0 1 10"],
    ["?gender=none", "0 0 1 10"],
    ["?id=s", "0 0 1 10"],
    ["?foo=1&name=", "25 3 1 10"],
  ])("GET /users%s says %s", async (query, expected) => {
    const { ask } = start({ seedUsers: 25 });
    expect(pagingOf((await ask(`GET /users${query}`)).headers)).toBe(expected);
  });

  test("a walk yields each user once, newest first, and the links lead along", async () => {
    const { ask, simulator } = start({ seedUsers: 25 });
    const ids: unknown[] = [];
    const links: string[] = [];
    for (const page of [1, 2, 3, 4]) {
      const { json, headers } = await ask(`GET /users?page=${page}`);
      ids.push(...(Array.isArray(json) ? json.map(({ id }) => id) : []));
      links.push(
        ["current", "next", "previous"].map((name) => headers.get(`x-links-${name}`)?.split("=")[1]).join(" "),
      );
    }
    expect(ids).toEqual(simulator.store.newestFirst([undefined]).map(({ id }) => id));
    expect(links).toEqual(["1 2 ", "2 3 1", "3  2", "4  3"]);
  });

  test("filters take parts of names and e-mails in any letter case, whole enums, and combine by and", async () => {
    const { ask } = start({ seedUsers: 0 });
    await ask("POST /users", { json: someone({ name: "Ärmin", email: "Q1@x.yz", gender: "male" }) });
    await ask("POST /users", { json: someone({ name: "Ärna", email: "q2@x.yz", gender: "female" }) });
    const names = async (query: string) => {
      const { json } = await ask(`GET /users?${query}`);
      return Array.isArray(json) ? json.map(({ name }) => name).join() : "";
    };
    expect(await names("name=äR")).toBe("Ärna,Ärmin");
    expect(await names("email=q1")).toBe("Ärmin");
    expect(await names("gender=Female")).toBe("Ärna");
    expect(await names("gender=mal")).toBe("");
    expect(await names("email=q1&gender=female")).toBe("");
  });
});

describe("headers", () => {
  test("ETag answers If-None-Match with 304 and no body", async () => {
    const { ask } = start();
    const { headers } = await ask("GET /users");
    const tag = headers.get("etag") ?? "";
    const again = await ask("GET /users", { headers: { "if-none-match": `"x", ${tag}` } });
    expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", tag]);
    expect((await ask("GET /users", { headers: { "if-none-match": '"x"' } })).status).toBe(200);
  });

  test.each([
    ["GET /users", "max-age=0, private, must-revalidate"],
    ["GET /users/1", "no-cache"],
    ["PUT /users", "no-cache"],
  ])("%s has Cache-Control %s", async (line, expected) => {
    expect((await start().ask(line)).headers.get("cache-control")).toBe(expected);
  });

  test("an unknown route and PUT on the collection answer 404 in HTML; a trailing slash is no other route", async () => {
    const { ask } = start();
    for (const line of ["PUT /users", "GET /us", "DELETE /users/1/2"]) {
      const heard = await ask(line);
      expect([heard.status, heard.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    }
    expect((await ask("GET /users/")).status).toBe(200);
    expect((await ask("HEAD /users")).text).toBe("");
  });
});

describe("switches", () => {
  test("force_status answers with that status before auth and without acting", async () => {
    const { ask } = start();
    const heard = await ask("POST /users?force_status=503", { json: someone({ email: "f@x.y" }), as: "invalid" });
    expect(heard.text).toBe('{"message":"Simulated 503 Service Unavailable","simulated":true}');
    expect([heard.status, heard.headers.get("x-simulated-status")]).toEqual([503, "503"]);
    expect((await ask("GET /users?email=f@x.y")).json).toEqual([]);
    expect((await ask("GET /users?force_status=404")).headers.has("x-ratelimit-limit")).toBe(true);
  });

  test.each(["200", "201", "999", "abc", "", "4040"])("force_status=%s is ignored", async (value) => {
    expect((await start().ask(`GET /users?force_status=${value}`)).status).toBe(200);
  });

  test.each([
    ["1500", 1500],
    ["90000", 5000],
    ["-5", 0],
    ["abc", 0],
  ])("delay=%s takes %i ms", async (value, tookMs) => {
    const { ask, clock } = start();
    const before = clock.nowUs();
    const heard = await ask(`GET /users?delay=${value}`);
    expect((clock.nowUs() - before) / 1000).toBe(tookMs);
    expect(heard.headers.get("x-simulated-delay-ms")).toBe(tookMs === 0 ? null : String(tookMs));
  });
});

describe("rate limit", () => {
  test("the call after the last one answers 429, does nothing, and is admitted after Reset", async () => {
    const { ask, clock } = start({ limited: true, limit: 5 });
    for (let call = 0; call < 5; call++) expect((await ask("GET /users/1")).status).toBe(404);
    const user = someone();
    const refused = await ask("POST /users", { json: user });
    expect(refused).toMatchObject({ status: 429, json: { message: "Too many requests" } });
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    expect((await ask("GET /users", { as: "B" })).status).toBe(200);
    expect((await ask("GET /users", { as: "anonymous" })).headers.has("x-ratelimit-limit")).toBe(false);
    await clock.sleep(Number(refused.headers.get("x-ratelimit-reset")) * 1000);
    expect((await ask("POST /users", { json: user })).status).toBe(201);
  });

  test("an unknown token costs nothing", async () => {
    const { ask } = start({ limited: true, limit: 2 });
    for (let call = 0; call < 5; call++) await ask("GET /users", { as: "invalid" });
    expect((await ask("GET /users")).status).toBe(200);
  });
});

test("the same seed gives the same bytes, another one others", async () => {
  const session = async (seed: number) => {
    const { ask, simulator } = start({ seed });
    const made = await ask("POST /users", { json: someone({ email: "s@x.y" }) });
    return JSON.stringify([simulator.tokens, [...made.headers], made.text, (await ask("GET /users")).text]);
  };
  expect(await session(3)).toBe(await session(3));
  expect(await session(3)).not.toBe(await session(4));
});

test.each([{ limit: 0 }, { limit: 1.5 }, { windowS: 0 }])("the setting %j is refused", (options) => {
  expect(() => start({ limited: true, ...options })).toThrow(RangeError);
});
