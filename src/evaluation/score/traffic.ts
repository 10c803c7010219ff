import { virtualClock } from "../../contract/clock.ts";
import { isObject } from "../../contract/is-object.ts";
import { idOf, sendingTo, type TestAnswer, type TestRequest } from "../../simulator/testing/requests.ts";
import type { CreateServer, ServerUnderTest } from "./contract-trial.ts";

type Ask = (line: string, request?: TestRequest) => Promise<TestAnswer>;

const person = (n: number, over: object = {}) => ({
  name: `Mark ${n}`,
  email: `Mark.${n}@x.example`,
  gender: n % 2 === 0 ? "male" : "female",
  status: n % 3 === 0 ? "inactive" : "active",
  ...over,
});

const statedHeaders =
  /^(cache-control|content-type|referrer-policy|vary|www-authenticate|x-(content-type-options|download-options|frame-options|links-.*|pagination-.*|permitted-cross-domain-policies|ratelimit-.*|simulated-.*|xss-protection))$/;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const bodyOf = ({ text, json, headers }: TestAnswer): string => {
  if (json !== undefined) return JSON.stringify(sorted(json));
  return headers.get("content-type")?.startsWith("text/html") ? "a page" : text.replaceAll(/\s+/g, "");
};

/** Of a path that the service does not have the status alone is stated: the page is presentation. @see facts 3.15 */
const isPage = (line: string): boolean => /^GET \/(nothing|userss|users\/1\/nothing)$/.test(line);
/** What a list says of itself beyond its last page is open. @see facts 11.8 */
const isBeyond = (line: string): boolean => line.includes("page=999&");

/** What the facts say of an answer: without the order of keys, the formula of ETags and what they leave open. */
const stated = (line: string, answer: TestAnswer, seen: Set<string | null>): string => {
  const { status, headers } = answer;
  if (isPage(line)) return String(status);
  const kept = [...headers].filter(
    ([name]) =>
      statedHeaders.test(name) &&
      !(status === 429 && name === "x-ratelimit-reset") &&
      !(isBeyond(line) && /^x-(links|pagination)-/.test(name)),
  );
  const id = headers.get("x-request-id");
  const named = uuid.test(id ?? "") && !seen.has(id);
  seen.add(id);
  const runs = /^\d+\.\d{6}$/.test(headers.get("x-runtime") ?? "");
  return JSON.stringify([status, kept, { named, runs }, bodyOf(answer)]);
};

const creates = async (ask: Ask): Promise<readonly number[]> => {
  const ids: number[] = [];
  for (let n = 0; n < 13; n++) ids.push(idOf(await ask("POST /users", { json: person(n) })));
  const long = "x".repeat(200);
  for (const json of [
    person(20, { name: long, gender: "FEMALE", status: "Inactive" }),
    person(21, { name: "Ünï 𝒳 <b>&'\"\\" }),
    person(22, { name: "z", mobile: "1", id: 4 }),
    person(23, { name: `${long}y` }),
    person(24, { email: `${"y".repeat(180)}@${"x".repeat(11)}.example` }),
    person(25, { email: `${"y".repeat(181)}@${"x".repeat(12)}.example` }),
    person(26, { email: "bad" }),
    person(27, { gender: "other" }),
    person(28, { status: "other" }),
    person(29, { email: "Mark.1@x.example" }),
    person(30, { name: "", email: "", gender: "", status: "" }),
    person(31, { name: "", email: "bad", gender: "x" }),
    person(32, { name: null }),
    person(33, { email: null }),
    person(34, { gender: null }),
    person(35, { status: null }),
    person(36, { email: "Mark.1@x.example", name: "", status: "x" }),
    person(37, { email: "digits@x.example460" }),
    {},
    [],
    { name: "Only" },
    { email: "only@x.example" },
    { gender: "male" },
    { status: "active" },
  ])
    await ask("POST /users", { json });
  await ask("POST /users", {});
  const { json: rows } = await ask("GET /users?per_page=1", { as: "anonymous" });
  await ask("POST /users", { json: person(40, { email: Array.isArray(rows) ? rows[0]?.email : "" }) });
  await ask("POST /users", { json: person(41), as: "anonymous" });
  await ask("POST /users", { json: person(42), as: "invalid" });
  return ids;
};

const lists = async (ask: Ask, first: number): Promise<void> => {
  const pages = ["", "?page=1", "?page=2", "?page=3&per_page=5", "?per_page=1", "?per_page=99", "?per_page=100"];
  const odd = ["?per_page=101", "?per_page=1000", "?page=-1", "?per_page=-1", "?page=999&per_page=50"];
  const filters = ["?email=mark.&per_page=5", "?email=mark.&per_page=5&page=2", "?email=mark.&per_page=5&page=3"];
  const others = ["?email=MARK.1&gender=female", "?email=X.EXAMPLE&gender=male&status=active&per_page=100"];
  const more = ["?name=mark+1", "?name=ARK", "?gender=female", "?status=inactive&per_page=100", "?gender=other"];
  const none = ["?status=other", "?id=s", `?id=${first}`, `?id=${first}&name=mark`, `?id=${first}&status=active`];
  for (const query of [...pages, ...odd, ...filters, ...others, ...more, ...none, "?email=mark.1%40x"])
    for (const as of ["A", "B", "anonymous"] as const) await ask(`GET /users${query}`, { as });
  const { headers } = await ask("GET /users?email=mark.&per_page=3");
  await ask(`GET /users?email=mark.&per_page=3&page=${headers.get("x-pagination-pages")}`);
  for (const path of ["/users/", "//users", "/users.json", "/users.xml", "/users"]) await ask(`GET ${path}?per_page=3`);
  await ask("GET /users?per_page=3", { headers: { accept: "application/xml" } });
  await ask("GET /users", { as: "invalid" });
};

const records = async (ask: Ask, ids: readonly number[]): Promise<void> => {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = ids;
  for (const as of ["A", "B", "anonymous", "invalid"] as const)
    for (const ending of ["", "/", ".json"]) await ask(`GET /users/${first}${ending}`, { as });
  for (const path of [`//users/${first}`, `/users//${first}`, `/users/${first}.xml`, "/users/0.xml"])
    await ask(`GET ${path}`);
  for (const id of ["0", "test", "00000", "***", "83764234234", "999999999999999999"]) await ask(`GET /users/${id}`);
  for (const verb of ["PATCH", "PUT"])
    for (const json of [
      {},
      { name: "Changed" },
      { email: `${verb}@x.example` },
      { gender: "MALE" },
      { gender: "female" },
      { status: "Inactive" },
      { status: "active" },
      { name: "" },
      { name: "x".repeat(200) },
      { name: "x".repeat(201) },
      { name: null },
      { email: "bad" },
      { email: "" },
      { email: "Mark.2@x.example", name: "not stored" },
      { gender: "other", name: "not stored" },
      { status: "x", email: "not.stored@x.example" },
      { name: "Both", mobile: 1 },
      person(1, { status: "inactive" }),
    ]) {
      await ask(`${verb} /users/${second}`, { json });
      await ask(`GET /users/${second}`);
    }
  await ask(`PATCH /users/${third}`, { json: person(2) });
  for (const as of ["B", "anonymous", "invalid"] as const) {
    await ask(`PATCH /users/${third}`, { json: { name: "Foreign" }, as });
    await ask(`PUT /users/${third}`, { json: { name: "Foreign" }, as });
    await ask(`DELETE /users/${third}`, { as });
  }
  const form = { "content-type": "application/x-www-form-urlencoded" };
  await ask(`PATCH /users/${third}`, { text: "name=By+form&status=inactive", headers: form });
  await ask(`GET /users/${third}`);
  await ask(`DELETE /users/${fourth}`);
  for (const verb of ["GET", "DELETE"]) await ask(`${verb} /users/${fourth}`);
  await ask(`PATCH /users/${fourth}`, { json: { name: "Gone" } });
  await ask(`GET /users?id=${fourth}`);
  await ask("POST /users", { json: person(3) });
  await ask(`DELETE /users/${fifth}/`);
  await ask("DELETE /users/1");
  for (const path of ["/nothing", "/userss", "/users/1/nothing"]) await ask(`GET ${path}`);
};

const switches = async (ask: Ask, id: number): Promise<void> => {
  for (const status of [400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503, 504, 200, 201, 999, "abc"])
    for (const as of ["A", "anonymous"] as const) await ask(`GET /users/${id}?force_status=${status}`, { as });
  await ask("POST /users?force_status=503", { json: person(50) });
  await ask(`DELETE /users/${id}?force_status=500`, { as: "invalid" });
  await ask(`DELETE /users/${id}?force_status=400&delay=100`);
  await ask("GET /users?email=mark.50");
  for (const delay of ["100", "4999", "5000", "5001", "9000", "-1", "abc"])
    await ask(`GET /users/${id}?delay=${delay}`);
  await ask(`GET /users/${id}?delay=100`, { as: "anonymous" });
};

const atTheLimit = async (ask: Ask, sleep: (ms: number) => Promise<void>): Promise<void> => {
  for (let call = 0; call < 5; call++) await ask(call === 2 ? "GET /users/0" : "GET /users?per_page=1");
  await ask("GET /users?per_page=1", { as: "B" });
  await ask("GET /users?per_page=1", { as: "invalid" });
  await ask("GET /users?per_page=1", { as: "anonymous" });
  await sleep(15_000);
  for (let call = 0; call < 7; call++) await ask("POST /users", { json: {} });
  for (let call = 0; call < 3; call++) await ask("POST /users", { json: person(call) });
  await sleep(60_000);
  for (let call = 0; call < 3; call++) await ask("GET /users?email=mark.");
  await sleep(600_000);
  for (let call = 0; call < 10; call++) await ask(`DELETE /users/${call}`);
};

/**
 * What the facts of high and medium confidence say of a server's answers to a fixed session, a line each. No rule and no
 * property takes part: a server with other lines contradicts a fact.
 * @param expected the lines of a correct server: this ends at the first that differs
 */
export const trafficOf = async (create: CreateServer, expected?: readonly string[]): Promise<readonly string[]> => {
  const lines: string[] = [];
  const seen = new Set<string | null>();
  /** Which answers have a tag, and where the Locations lead: whether there are any at all is open. See facts 11.11. */
  const tags: boolean[] = [];
  const locations: (string | null)[] = [];
  const close = (values: readonly unknown[]) =>
    lines.push(values.some(Boolean) ? JSON.stringify(values) : (expected?.[lines.length] ?? "none"));
  const clock = virtualClock();
  const session = async (server: ServerUnderTest, name: string, steps: (ask: Ask) => Promise<void>) => {
    const plain = sendingTo(server);
    await steps(async (line, request) => {
      const from = clock.nowUs();
      const answer = await plain(line, request);
      const tookMs = Math.round((clock.nowUs() - from) / 1000);
      lines.push(`${name}: ${line} ${JSON.stringify(request ?? {})} ${tookMs} ms ${stated(line, answer, seen)}`);
      tags.push(answer.headers.has("etag"));
      locations.push(answer.headers.get("location"));
      if (expected !== undefined && expected[lines.length - 1] !== lines.at(-1)) throw new Error("differs");
      return answer;
    });
  };
  try {
    await session(create({ clock, limited: false }), "unlimited", async (ask) => {
      const ids = await creates(ask);
      await lists(ask, ids[0] ?? 0);
      await records(ask, ids);
      await switches(ask, ids[5] ?? 0);
    });
    await session(create({ clock, limit: 8 }), "limited", (ask) => atTheLimit(ask, (ms) => clock.sleep(ms)));
    close(tags);
    close(locations);
  } catch (error) {
    // A server that cannot finish the session has shown itself too.
    lines.push(String(error));
  }
  return lines;
};
