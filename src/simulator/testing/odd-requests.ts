import { idOf, type sendingTo } from "./requests.ts";

/** Parts of a session that go beyond what an ordinary client sends. For tests. */

export type Ask = ReturnType<typeof sendingTo>;

export const user = (n: number, over: object = {}) => ({
  name: `Name ${n}`,
  email: `mark.${n}@x.example`,
  gender: n % 2 === 0 ? "male" : "female",
  status: "active",
  ...over,
});

/** Ids and page bounds that are none, and each forced status. */
export const oddInputs = async (ask: Ask) => {
  const id = idOf(await ask("POST /users", { json: user(300) }));
  const otherScript = [...String(id)].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join("");
  for (const odd of [
    `+${id}`,
    `-${id}`,
    "2147483648",
    `${2 ** 32 + id}`,
    "9223372036854775808",
    "%00",
    `${id}%00`,
    encodeURIComponent(otherScript),
    `${id}.5`,
    `'${id}`,
    "a".repeat(300),
  ])
    await ask(`GET /users/${odd}`);
  const bounds = ["abc", "0", "", "-5", "50", "101", "200", "2147483648", "9223372036854775808", "1e2", "%00", "1.5"];
  for (const bound of bounds) {
    await ask(`GET /users?page=${bound}&email=mark.`);
    await ask(`GET /users?per_page=${bound}&email=mark.`);
  }
  for (const size of [101, 200]) await ask(`GET /users?per_page=${size}&page=2`);
  for (const status of ["200", "201", "400", "401", "403", "404", "409", "422", "500", "502", "503", "abc"]) {
    await ask(`GET /users?force_status=${status}&per_page=1`);
    await ask(`PATCH /users/${id}?force_status=${status}`, { json: { name: `forced ${status}` } });
    await ask(`DELETE /users/999999999?force_status=${status}`, { as: "anonymous" });
    await ask(`GET /users/${id}`);
  }
  for (const delay of ["abc", "-50", "0", "40"]) await ask(`GET /users?per_page=1&delay=${delay}`);
};

/** Other ways to a user, other bodies, other verbs. */
export const sideRoads = async (ask: Ask) => {
  const id = idOf(await ask("POST /users", { json: user(301) }));
  const blank = { name: "", email: "", gender: "male", status: "active" };
  for (const as of ["A", "B", "anonymous", "invalid"] as const) {
    for (const path of [
      `/users/${id}.json`,
      `/users/${id}.xml`,
      `//users/${id}`,
      `/users//${id}`,
      `/USERS/${id}`,
      `/users/${id}/`,
    ]) {
      for (const method of ["GET", "HEAD"]) await ask(`${method} ${path}`, { as });
      await ask(`PATCH ${path}`, { as, json: { name: `by ${as}` } });
    }
    await ask(`HEAD /users/${id}`, { as });
    for (const path of ["/users.json", "//users", "/USERS"]) await ask(`POST ${path}`, { as, json: blank });
    await ask(`GET /users/${id}`);
    for (const method of ["PATCH", "DELETE"]) {
      await ask(`POST /users/${id}`, { as, json: { name: "over" }, headers: { "x-http-method-override": method } });
      await ask(`GET /users/${id}?_method=${method}`, { as });
      await ask(`GET /users/${id}`);
    }
    await ask("GET /nowhere/at/all", { as });
    await ask("OPTIONS /users", {
      as,
      headers: { origin: "https://app.example", "access-control-request-method": "GET" },
    });
    await ask("GET /users?per_page=1", { as, headers: { origin: "https://app.example" } });
  }
  for (const type of [
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "text/plain",
  ]) {
    const text = type.includes("form") ? `name=${encodeURIComponent(type)}` : JSON.stringify({ name: type });
    await ask(`PATCH /users/${id}`, { text, headers: { "content-type": type } });
  }
};

/** Posts, comments and todos, and what becomes of them. */
export const belowUsers = async (ask: Ask) => {
  const id = idOf(await ask("POST /users", { json: user(302) }));
  const post = idOf(await ask(`POST /users/${id}/posts`, { json: { title: "T", body: "B" } }));
  const comment = { name: "N", email: "n@x.example", body: "C" };
  const said = idOf(await ask(`POST /posts/${post}/comments`, { json: comment }));
  const todo = idOf(await ask(`POST /users/${id}/todos`, { json: { title: "D", status: "pending" } }));
  const all = [`/posts/${post}`, `/comments/${said}`, `/todos/${todo}`];
  const lists = [`/users/${id}/posts`, `/posts/${post}/comments`, `/users/${id}/todos`];
  for (const path of [...all, ...lists]) await ask(`GET ${path}`);
  await ask(`DELETE /users/${id}`);
  for (const path of [...all, ...lists]) await ask(`GET ${path}`);
  await ask(`POST /users/${id}/posts`, { json: { title: "T", body: "B" } });
  await ask(`POST /posts/${post}/comments`, { json: comment });
  await ask(`POST /users/${id}/todos`, { json: { title: "D", status: "pending" } });
};

/** What only a report of another API made anybody try. @see docs/public-bug-reports.md */
export const reportedCases = async (ask: Ask) => {
  const id = idOf(
    await ask("POST /users", { json: user(400, { name: "\u00d6l O'Hara", email: "plus+400@x.example" }) }),
  );
  for (const query of [
    "?name=%AD",
    "?name=o'h",
    "?name=%C3%B6l",
    "?email=plus%2B400",
    "?status=active&page=2&per_page=2",
    "?id=2147483648",
    `?id=${id}abc`,
  ])
    await ask(`GET /users${query}`);
  await ask(`GET /users?id=${id}`, { as: "B" });
  await ask(`PATCH /users/${id}`, { json: { name: "\u00d6L O'HARA" } });
  await ask(`GET /users/${id}`);
  await ask(`PATCH /users/${id}`, { json: { name: "a  b" } });
  await ask("GET /users?name=hara");
  await ask(`PATCH /users/${id}`, { json: { name: "kept", gender: null } });
  await ask("POST /users", { json: user(401, { email: "PLUS+400@x.example" }) });
  await ask("POST /users", { json: user(402, { name: "\u{1d4b3}".repeat(150) }) });
  await ask("POST /users", { json: user(403, { name: "a\0b" }) });
  await ask("GET /users?status=inactive");
  await ask("POST /users", { json: user(404, { email: "plus+400@x.example" }) });
  await ask("GET /users?email=plus");
  const { headers } = await ask(`GET /users/${id}`);
  await ask(`DELETE /users/${id}`);
  await ask(`GET /users/${id}`, { headers: { "if-none-match": headers.get("etag") ?? "" } });
};
