import { virtualClock } from "../../contract/clock.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../simulator.ts";
import { type Ask, belowUsers, oddInputs, reportedCases, sideRoads, user } from "./odd-requests.ts";
import { idOf, sendingTo, type TestAnswer } from "./requests.ts";

/**
 * What a fixed session with a simulator looks like from outside: one line an answer, without what differs by nature
 * (request id, run time). Two servers with the same lines cannot be distinguished by this session. For tests.
 * @param expected another transcript: this one ends at the first line that differs
 */
export const transcript = async (
  options: Partial<SimulatorOptions>,
  expected?: readonly string[],
): Promise<readonly string[]> => {
  const lines: string[] = [];
  const clock = virtualClock();
  const requestIds = new Set<string | null>();
  const add = (line: string) => {
    lines.push(line);
    if (expected !== undefined && expected[lines.length - 1] !== line) throw new Error("differs");
  };
  const session = async (simulator: Simulator, steps: (ask: Ask) => Promise<void>) => {
    const plain = sendingTo(simulator);
    await steps(async (line, asked) => {
      const heard = await plain(line, asked);
      const requestId = heard.headers.get("x-request-id");
      add(`${line} ${JSON.stringify(asked ?? {})} ${shown(heard)}${requestIds.has(requestId) ? " repeated id" : ""}`);
      requestIds.add(requestId);
      return heard;
    });
  };
  try {
    const unlimited = createSimulator({ clock, limited: false, ...options });
    await session(unlimited, everything);
    await session(createSimulator({ clock, limit: 8, ...options }), limited);
    await session(unlimited, (ask) => details(ask, unlimited.tokens.A));
    await session(unlimited, oddInputs);
    await session(unlimited, sideRoads);
    await session(unlimited, belowUsers);
    await session(unlimited, reportedCases);
    await session(unlimited, often);
  } catch (error) {
    // A server that cannot finish the session (no user where one was created, a reset) has shown itself too.
    lines.push(String(error));
  }
  return lines;
};

const shown = ({ status, headers, text }: TestAnswer) => {
  const kept = [...headers].filter(([name]) => name !== "x-request-id" && name !== "x-runtime");
  const runtime = headers.get("x-runtime")?.replace(/\d+/g, "n");
  return `${status} ${runtime} ${JSON.stringify(kept)} ${text}`;
};

const everything = async (ask: Ask) => {
  const ids: number[] = [];
  for (let n = 0; n < 13; n++) ids.push(idOf(await ask("POST /users", { json: user(n) })));
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = ids;
  for (const json of [
    user(20, { name: "x".repeat(200), gender: "FEMALE", status: "Inactive" }),
    user(21, { name: " Ünï 𝒳 <b>&'\"\\ e\u0301 " }),
    user(22, { email: "Upper.Case@X.Example", extra: 1, id: 4 }),
    user(23, { name: "x".repeat(201) }),
    user(24, { email: `${"y".repeat(188)}@example.com` }),
    user(25, { email: `${"y".repeat(189)}@example.com` }),
    user(26, { email: "bad" }),
    user(27, { gender: "other" }),
    user(28, { status: "other" }),
    user(29, { email: "mark.1@x.example" }),
    user(29),
    user(30, { name: "", email: "", gender: "", status: "" }),
    user(31, { name: "", email: "bad", gender: "x" }),
    user(32, { name: null }),
    user(33, { name: "ä".repeat(150) }),
    user(34, { name: "x" }),
    user(35, { name: "two  blanks" }),
    user(36, { email: "plus+sign@x.example" }),
    user(37, { email: "digits@x.example460" }),
    user(38, { email: "mark.1@x.example", name: "", status: "x" }),
    user(39, { name: "Name 1", gender: "male" }),
    {},
    [],
  ]) {
    const { json: made } = await ask("POST /users", { json });
    if (typeof made === "object" && made !== null && "id" in made) await ask(`GET /users/${made.id}`);
  }
  await ask("POST /users", { text: "{" });
  await ask("POST /users", { text: "" });
  const { json: rows } = await ask("GET /users?per_page=1", { as: "anonymous" });
  await ask("POST /users", { json: user(42, { email: Array.isArray(rows) ? rows[0]?.email : "" }) });
  await ask("POST /users", { json: user(40), as: "anonymous" });
  await ask("POST /users", { json: user(41), as: "invalid" });
  for (const query of [
    "",
    "?page=2",
    "?page=3&per_page=5",
    "?per_page=100",
    "?per_page=101",
    "?page=-1&per_page=-1",
    "?page=999",
    "?email=mark.&per_page=5",
    "?email=mark.&per_page=5&page=2",
    "?email=mark.&per_page=5&page=3",
    "?email=mark.&per_page=5&page=4",
    "?email=mark.&status=active&per_page=100",
    "?email=MARK.&gender=female",
    "?email=mark.&gender=Male&status=active",
    "?name=name+1",
    "?status=inactive&per_page=100",
    "?gender=other",
    `?id=${first}`,
    "?id=s",
    "?force_status=503",
    "?force_status=999",
  ]) {
    await ask(`GET /users${query}`);
    await ask(`GET /users${query}`);
  }
  await ask("GET /users.xml?per_page=1");
  const { headers: marked } = await ask("GET /users?email=mark.&per_page=1");
  await ask(`GET /users?email=mark.&per_page=1&page=${marked.get("x-pagination-total")}`);
  for (const as of ["B", "anonymous", "invalid"] as const) {
    await ask("GET /users?email=mark.");
    await ask("GET /users?email=mark.", { as });
    await ask("GET /users/5", { as });
    for (const verb of ["GET", "PUT", "PATCH", "DELETE"])
      await ask(`${verb} /users/${second}`, { as, json: verb === "GET" ? undefined : {} });
    await ask("GET /users?email=mark.", { as });
    await ask(`GET /users/${second}`);
  }
  for (const id of [`${first}abc`, "0", "test", "007", "99999999999", "1e3"]) await ask(`GET /users/${id}`);
  for (const method of ["PATCH", "PUT"]) {
    for (const json of [
      {},
      { name: `by ${method}` },
      { gender: "male", status: "INACTIVE" },
      { email: `${method}.moved@x.example`, id: 3 },
      { email: `${method}.moved@x.example` },
      { email: `${method}.refused@x.example`, status: "other" },
      { email: "mark.3@x.example" },
      { name: "kept?", status: "other" },
      { name: "", email: "bad" },
    ]) {
      await ask(`${method} /users/${first}`, { json });
      const { headers } = await ask(`GET /users/${first}`);
      await ask(`GET /users/${first}`, { headers: { "if-none-match": headers.get("etag") ?? "" } });
      await ask(`GET /users/${first}`, { headers: { "if-none-match": '"old"' } });
      await ask("GET /users?email=mark.");
      await ask("GET /users?email=moved");
      await ask(`GET /users/${second}`);
    }
    await ask("POST /users", { json: user(0) });
    await ask(`${method} /users/${second}`, { json: { status: "inactive" } });
    for (const id of ids) await ask(`GET /users/${id}`);
  }
  await ask(`DELETE /users/${third}`);
  for (const verb of ["GET", "PUT", "PATCH", "DELETE"])
    await ask(`${verb} /users/${third}`, verb === "GET" ? {} : { json: {} });
  await ask("GET /users?email=mark.&per_page=100");
  await ask("POST /users", { json: user(2) });
  await ask("PUT /users", { json: {} });
  await ask("GET /nowhere");
  // Races.
  const race = { email: "race@x.example" };
  await Promise.all([1, 2, 3].map((n) => ask("POST /users", { json: user(n, race) })));
  await Promise.all([
    ask(`PATCH /users/${fourth}`, { json: { name: "raced" } }),
    ask(`PATCH /users/${fourth}`, { json: { status: "inactive" } }),
    ask(`PATCH /users/${fifth}`, { json: { email: "both@x.example" } }),
    ask(`PATCH /users/${second}`, { json: { email: "both@x.example" } }),
  ]);
  await ask(`GET /users/${fourth}`);
  await Promise.all([ask(`DELETE /users/${fourth}`), ask(`DELETE /users/${fourth}`), ask(`GET /users/${fourth}`)]);
  await Promise.all([
    ask(`GET /users/${first}`),
    ask(`GET /users/${second}`),
    ask("GET /users?email=mark."),
    ask("GET /users", { as: "B" }),
  ]);
  await ask("GET /users?email=race");
};

/** Long enough for faults that show now and then, and so the last: most others have shown themselves by then. */
const often = async (ask: Ask) => {
  for (let n = 0; n < 60; n++) {
    const id = idOf(await ask("POST /users", { json: user(100 + n) }));
    await ask(`GET /users/${id}`);
    await ask(`PATCH /users/${id}`, { json: { name: `again ${n}` } });
    await ask(`GET /users/${id}`);
    await ask("GET /users?email=mark.1&per_page=100");
    await ask(`DELETE /users/${id}`);
    await ask(`GET /users/${id}`);
  }
};

/** Near misses and rare corners. */
const details = async (ask: Ask, token: string) => {
  const id = idOf(await ask("POST /users", { json: user(200, { name: "Ends with a dot." }) }));
  for (const query of [
    `?id=${String(id).slice(0, -1)}`,
    "?name=xq",
    "?name=am",
    "?email=mark.1@elsewhere.example",
    "?status=other",
    "?per_page=100&page=2",
    "?per_page=100&page=3",
    "?name=ends+with&status=inactive",
    `?id=${id}&status=inactive`,
  ]) {
    await ask(`GET /users${query}`);
  }
  await ask("GET /users?status=inactive&per_page=5", { as: "B" });
  const { json: rows } = await ask("GET /users?per_page=1", { as: "anonymous" });
  const everybodys = Array.isArray(rows) ? rows[0] : undefined;
  await ask(`GET /users/${everybodys?.id}`);
  for (const [verb, json] of [
    ["PATCH", { email: "MARK.200@x.example" }],
    ["PATCH", { email: `${"m".repeat(110)}@x.example` }],
    ["PATCH", { email: "mark.200@x.example" }],
    ["PATCH", { email: `${"m".repeat(201)}@x.example` }],
    ["PATCH", { status: "" }],
    ["PUT", { email: everybodys?.email }],
  ] as const) {
    await ask(`${verb} /users/${id}`, { json });
    await ask(`GET /users/${id}`);
  }
  await ask(`PATCH /users/${id}`, { json: { email: everybodys?.email } });
  await ask(`PATCH /users/${id}`, { json: { status: "other", email: "half@x.example" } });
  await ask("POST /users", { json: user(200) });
  await ask("POST /users", { json: user(201, { email: "half@x.example" }) });
  for (const times of [12, 30]) {
    const long = user(202, { email: `${"long".repeat(times)}@x.example` });
    await ask("POST /users", { json: long });
    await ask("POST /users", { json: long });
  }
  const swapped = [...token].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join("");
  for (const near of [`${token}0`, token.slice(0, -1), swapped]) {
    await ask("GET /users?per_page=1", { headers: { authorization: `Bearer ${near}` } });
  }
  await ask(`DELETE /users/${id}`);
  await ask(`GET /users?id=${id}`);
};

const limited = async (ask: Ask) => {
  const id = idOf(await ask("POST /users", { json: user(1) }));
  await Promise.all([1, 2, 3].map(() => ask("GET /users?per_page=1")));
  for (let n = 0; n < 8; n++) await ask(n % 2 === 0 ? "GET /users?per_page=1" : "GET /users/1");
  await ask("POST /users", { json: user(1) });
  await ask(`DELETE /users/${id}`);
  await ask("GET /users?per_page=1", { as: "B" });
  await ask("POST /users?force_status=503", { json: user(43) });
  await ask("GET /users?email=mark.43@");
  await ask("GET /users?per_page=1&delay=3000");
  await ask("GET /users?per_page=1&delay=6000");
  await ask("GET /users?email=mark.", { as: "anonymous" });
  for (let n = 0; n < 12; n++) await ask("GET /users?per_page=1&delay=5000");
  await ask(`GET /users/${id}`);
  await ask("POST /users", { json: user(1) });
  for (let n = 0; n < 20; n++) await ask("GET /users?per_page=1");
};
