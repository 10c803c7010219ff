import { describe, expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import type { NewUser } from "../contract/document.ts";
import type { Answer, Exchange, Failure } from "../contract/exchange.ts";
import { createSimulator, type SimulatorOptions } from "../simulator/simulator.ts";
import { ConfigurationError, ContractError, RateLimitError, TimeoutError, TransportError } from "./errors.ts";
import type { HttpAdapter } from "./http/adapter.ts";
import { fetchAdapter } from "./http/fetch-adapter.ts";
import { createTransport } from "./transport.ts";
import { createGorestClient } from "./typed-client.ts";

const setUp = (options: Partial<SimulatorOptions> & { readonly adapter?: HttpAdapter } = {}) => {
  const clock = virtualClock();
  const { adapter, ...rest } = options;
  const simulator = createSimulator({ clock, seedUsers: 47, ...rest });
  const exchanges: Exchange[] = [];
  const transport = createTransport({
    target: {
      kind: "simulator",
      baseUrl: "http://127.0.0.1/public/v2",
      tokens: { ...simulator.tokens, invalid: "made-up-token" },
      assumedPerMinute: undefined,
    },
    clock,
    adapter: adapter ?? fetchAdapter(simulator.fetch, { clock, latencyMs: 20 }),
  });
  transport.listen((event) => event.type === "done" && exchanges.push(event.exchange));
  const { users } = createGorestClient({ transport });
  return { users, exchanges, simulator, transport, clock };
};
const answering = (...answers: readonly (Answer | Failure)[]) => {
  let at = 0;
  const failure: Failure = { kind: "failure", fault: "transport", message: "none left", maybeDone: false };
  return setUp({ adapter: async () => answers[at++] ?? failure });
};
const answer = (status: number, body: unknown = "", headers: Answer["headers"] = []): Answer => ({
  kind: "answer",
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const ada: NewUser = { name: "Ada Lovelace", email: "ada@example.com", gender: "female", status: "active" };

describe("the guide's promises", () => {
  test("G1: the token travels as a bearer token, JSON goes out and comes in", async () => {
    const { users, exchanges, simulator } = setUp();
    const made = await users.create(ada);
    expect(made).toMatchObject({ ok: true, user: ada });
    expect(exchanges[0]?.request.headers).toContainEqual(["content-type", "application/json"]);
    // The simulator gave the record to the account of this very token.
    expect(simulator.store.get(made.ok ? made.user.id : 0)?.owner).toBe("A");
    expect(JSON.stringify(exchanges)).not.toContain(simulator.tokens.A);
  });

  test("G2: filters and the page are query parameters, and the body is a plain array", async () => {
    const { users, exchanges } = setUp();
    const page = await users.list({ status: "active", page: 2 });
    expect(exchanges[0]?.request.url).toBe("http://127.0.0.1/public/v2/users?status=active&page=2");
    expect(page.users.length).toBeGreaterThan(0);
    expect(page.users.every(({ status }) => status === "active")).toBe(true);
  });

  test("G3: every call has a timeout, 10 s by default", async () => {
    const adapter = fetchAdapter(() => new Promise(() => {}), { clock: virtualClock() });
    const asked: number[] = [];
    const { users } = setUp({
      adapter: (request, options) => {
        asked.push(options.timeoutMs);
        return adapter(request, options);
      },
    });
    await expect(users.get(1)).rejects.toThrow(TimeoutError);
    await expect(users.list({}, { timeoutMs: 50 })).rejects.toThrow(/50 ms/);
    expect(asked).toEqual([10_000, 50]);
  });

  test("G4: a user that is not there, or another token's, is none and no exception", async () => {
    const { users, transport } = setUp();
    const made = await users.create(ada);
    const other = createGorestClient({ transport, as: "B" }).users;
    const id = made.ok ? made.user.id : 0;
    expect(await users.get(id)).toEqual({ id, ...ada });
    expect(await other.get(id)).toBeUndefined();
    expect(await users.get(999_999_999)).toBeUndefined();
    expect(await users.patch(999_999_999, { name: "x" })).toBeUndefined();
    expect(await other.delete(id)).toBe(false);
  });

  test("G5: create 201, patch 200 and partial, delete 204", async () => {
    const { users, exchanges } = setUp();
    const made = await users.create(ada);
    const id = made.ok ? made.user.id : 0;
    expect(await users.patch(id, { status: "inactive" })).toEqual({
      ok: true,
      user: { id, ...ada, status: "inactive" },
    });
    expect(await users.put(id, { name: "A. L." })).toMatchObject({ ok: true, user: { name: "A. L." } });
    expect(await users.delete(id)).toBe(true);
    expect(await users.delete(id)).toBe(false);
    expect(exchanges.map(({ outcome }) => outcome.kind === "answer" && outcome.status)).toEqual([
      201, 200, 200, 204, 404,
    ]);
  });

  test("G6: invalid input comes back as field errors", async () => {
    const { users } = setUp();
    expect(await users.create({ ...ada, email: "no address" })).toEqual({
      ok: false,
      errors: [{ field: "email", message: "is invalid" }],
    });
  });

  test("G7: a walk gives every user of the filter once, by the headers", async () => {
    const { users, exchanges } = setUp();
    const first = await users.list();
    const walked: number[] = [];
    for await (const { id } of users.all()) walked.push(id);
    expect(first).toMatchObject({ total: 47, pages: 5, page: 1, limit: 10 });
    expect(new Set(walked).size).toBe(47);
    expect(walked).toHaveLength(47);
    expect(exchanges).toHaveLength(1 + 5);
  });

  test("G7: an empty page ends the walk, whatever the headers promise", async () => {
    const headers: Answer["headers"] = [
      ["x-pagination-total", "100"],
      ["x-pagination-pages", "10"],
      ["x-pagination-page", "1"],
      ["x-pagination-limit", "10"],
    ];
    const { users, exchanges } = answering(answer(200, [{ id: 1, ...ada }], headers), answer(200, [], headers));
    const walked: number[] = [];
    for await (const { id } of users.all()) walked.push(id);
    expect(walked).toEqual([1]);
    expect(exchanges).toHaveLength(2);
  });

  test("G8: a 429 is waited out as the header says in seconds, at least one, three attempts in all", async () => {
    const refused = (reset: string) => answer(429, { message: "Too many requests" }, [["x-ratelimit-reset", reset]]);
    const { users, exchanges, clock } = answering(refused("0"), refused("7"), answer(200, { id: 1, ...ada }));
    expect(await users.get(1)).toMatchObject({ id: 1 });
    expect(exchanges.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(clock.nowUs()).toBe(8_000_000);

    const limited = answering(refused("1"), refused("1"), refused("1"));
    await expect(limited.users.get(1)).rejects.toThrow(RateLimitError);
    expect(limited.exchanges).toHaveLength(3);
  });

  test("G8: on the simulator a burst over the limit is waited out", async () => {
    const { users } = setUp({ limit: 3, windowS: 6 });
    const found = [];
    for (let at = 0; at < 8; at++) found.push(await users.get(7_000_001));
    expect(found.every((user) => user?.id === 7_000_001)).toBe(true);
  });

  test("G9: a user is parsed and checked, not passed on as loose JSON", async () => {
    await expect(answering(answer(200, { id: "1", ...ada })).users.get(1)).rejects.toThrow(/not a user: \/id/);
    await expect(answering(answer(200, { id: 1, ...ada, owner: "x" })).users.get(1)).rejects.toThrow(ContractError);
    await expect(answering(answer(200, [{ id: 1 }])).users.list()).rejects.toThrow(ContractError);
  });
});

describe("errors say whose fault it is, where, and how to mend it", () => {
  test.each([
    [
      "a reset",
      { kind: "failure", fault: "transport", message: "the connection was reset", maybeDone: true },
      TransportError,
    ],
    ["a gateway", answer(502, "<html>"), TransportError],
    ["a gateway that refuses", answer(403, { cloudflare_error: true, error_code: 1020 }), TransportError],
    ["a refused token", answer(401, { message: "Invalid token" }), ConfigurationError],
    ["an undocumented status", answer(500, "oops", [["x-request-id", "1"]]), ContractError],
    ["a body that is not JSON", answer(200, '{"id":'), ContractError],
    ["an empty body", answer(200), ContractError],
    ["422 in another shape", answer(422, { message: "bad" }), ContractError],
  ] as const)("%s", async (_, outcome, kind) => {
    const { users, exchanges } = answering(outcome as Answer | Failure);
    const call = users.create(ada);
    await expect(call).rejects.toThrow(kind);
    await expect(call).rejects.toThrow("POST http://127.0.0.1/public/v2/users");
    // What came is recorded whatever the client made of it.
    expect(exchanges).toHaveLength(1);
  });

  test("a missing pagination header is the service's fault and is named", async () => {
    await expect(answering(answer(200, [])).users.list()).rejects.toThrow(/X-Pagination-Total is missing/);
  });

  test("the cause is kept and no message shows a token", async () => {
    const { users, simulator } = setUp();
    const error = await createGorestClient({ transport: setUp().transport, as: "invalid" })
      .users.list()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).not.toContain("made-up-token");
    await users.list();
    expect(simulator.tokens.A).toMatch(/^[0-9a-f]{64}$/);
    const broken = await answering(answer(200, "{"))
      .users.get(1)
      .catch((caught: unknown) => caught);
    expect(broken).toMatchObject({ cause: expect.any(SyntaxError) });
  });
});

test("what lies below users is made, listed, changed and deleted by clients of its own", async () => {
  const { transport } = setUp();
  const { users, posts, comments, todos } = createGorestClient({ transport });
  const made = await users.create({ name: "P", email: "below@example.com", gender: "male", status: "active" });
  const user = made.ok ? made.user.id : 0;
  const post = await posts.create(user, { title: "T", body: "B" });
  const record = post?.ok === true ? post.record : undefined;
  const id = record?.id ?? 0;
  expect(record).toEqual({ id, user_id: user, title: "T", body: "B" });
  expect(await posts.listOf(user)).toEqual({ items: [record], total: 1, pages: 1, page: 1, limit: 10 });
  expect(await posts.patch(id, { title: "" })).toEqual({
    ok: false,
    errors: [{ field: "title", message: "can't be blank" }],
  });
  expect(await posts.create(1, { title: "T", body: "B" })).toEqual({
    ok: false,
    errors: [{ field: "user", message: "must exist" }],
  });
  expect(await comments.create(id, { name: "N", email: "a@b.example", body: "B" })).toMatchObject({ ok: true });
  expect((await todos.list()).items.length).toBeGreaterThan(0);
  expect(await posts.delete(id)).toBe(true);
  expect(await posts.get(id)).toBeUndefined();
  expect((await comments.listOf(id)).items).toEqual([]);
});
