import { describe, expect, test } from "vitest";
import type { FetchHandler } from "../../src/client/http/fetch-adapter.ts";
import type { RunRecord } from "../../src/contract/run.ts";
import { type FormatId, formatsById } from "../../src/report/formats.ts";
import { findFault } from "../../src/simulator/faults.ts";
import { after, always, answer, every, type Habit, middleBox, ray, replies, writes } from "./testing/middle-box.ts";
import { type Ran, runAgainst } from "./testing/run-against.ts";
import { sampleRun } from "./testing/sample-run.ts";

/** What a contract run makes of a box that answers in the service's place. */

const runBehind = (habit: Habit, budget = 240): Promise<Ran> =>
  runAgainst((simulated) => middleBox(habit, simulated), { budget });

const { cloudflareJson, cloudflareText, challenge, page, empty, json, redirect } = replies;

describe("a block from the start ends the run within six requests, and nothing is held against the service", () => {
  test.each<readonly [string, Habit["deed"], string]>([
    ["Cloudflare's 403 in JSON", answer(cloudflareJson(403, 1020)), `Cloudflare answered 403.*ray ${ray}`],
    ["Cloudflare's 429 in JSON", answer(cloudflareJson(429, 1015, 30)), `Cloudflare answered 429.*ray ${ray}`],
    ["Cloudflare's 500 in JSON", answer(cloudflareJson(500, 500)), `Cloudflare answered 500.*ray ${ray}`],
    ["Cloudflare's 522 in JSON", answer(cloudflareJson(522, 522, 60)), `Cloudflare answered 522.*ray ${ray}`],
    ["a code as text", answer(cloudflareText(403, 1020)), `error code 1020, ray ${ray}`],
    ["a challenge", answer(challenge()), `Cloudflare answered 403.*ray ${ray}`],
    ["a 403 page", answer(page(403, "Forbidden")), "answered 403 in the service's place"],
    ["a 503 page", answer(page(503, "Maintenance", 3600)), "503 .*Retry-After 3600"],
    ["an empty 502", answer(empty(502)), "answered 502 .*an empty body"],
    ["an empty 503", answer(empty(503)), "answered 503 .*an empty body"],
    ["an empty 504", answer(empty(504)), "answered 504 .*an empty body"],
    ["a 502 in JSON", answer(json(502, { error: "bad gateway" })), "answered 502 .*JSON"],
    ["a 403 in JSON", answer(json(403, { error: "blocked" })), "answered 403 .*JSON"],
    ["a login page", answer(page(200, "Guest network")), "login or notice page .*GOREST_BASE_URL"],
    ["a 301 to another host", answer(redirect(301, "https://portal.example/hello")), "redirects to https://portal"],
    ["a 302 to a login", answer(redirect(302, "/login")), "redirects to /login"],
    ["a broken connection", { do: "break off" }, "can't be reached: the connection was reset"],
  ])("%s", async (_, deed, reason) => {
    const { record, broken, seconds } = await runBehind({ deed, to: always });
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringMatching(reason) });
    expect(broken).toEqual([]);
    expect(record.verdicts.filter(({ kind }) => kind !== "not exercised")).toEqual([]);
    expect(record.requests).toBeLessThanOrEqual(6);
    expect(seconds).toBeLessThan(150);
  });
});

describe("a block that begins in mid-run: what was judged stays, and what is left is told", () => {
  test.each<readonly [string, Habit["deed"], string]>([
    ["Cloudflare's 403 in JSON", answer(cloudflareJson(403, 1020)), `Cloudflare answered 403.*ray ${ray}`],
    ["Cloudflare's 429 in JSON", answer(cloudflareJson(429, 1015, 3600)), `Cloudflare answered 429.*ray ${ray}`],
    ["a code as text", answer(cloudflareText(502, 502)), `error code 502, ray ${ray}`],
    ["maintenance", answer(page(503, "Maintenance", 3600)), "Retry-After 3600"],
    ["an empty 502", answer(empty(502)), "an empty body"],
    ["a login page", answer(page(200, "Guest network")), "login or notice page"],
    ["a redirect to another host", answer(redirect(302, "https://portal.example/")), "portal\\.example"],
    ["a redirect to TLS", answer(redirect(301, "https://127.0.0.1:4010/public/v2/users")), "a redirect to https"],
    ["an empty 200", answer({ ...json(200, ""), body: "" }), "answered 200 .*an empty body"],
    ["an error as 200", answer(json(200, { error: "quota exceeded" })), "answered 200 .*JSON"],
    ["a 403 in JSON", answer(json(403, { error: "bot" })), "answered 403"],
    ["a 429 in text", answer({ ...page(429, ""), body: "Too many requests from your address" }), "429"],
    ["a 503 in JSON", answer(json(503, { error: "unavailable" })), "answered 503"],
    ["a 404 in text", answer({ ...page(404, ""), body: "no such route" }), "answered 404"],
    ["a 413 in the service's form", answer(json(413, { message: "Request Too Long" })), "answered 413"],
    ["words", answer({ ...page(200, ""), headers: { "content-type": "text/plain" }, body: "OK" }), "answered 200"],
    ["nothing as JSON", answer(json(200, {})), "answered 200"],
    ["a 421 in JSON", answer(json(421, { error: "misdirected" })), "answered 421"],
    ["broken connections", { do: "break off" }, "the connection was reset"],
  ])("%s", async (_, deed, reason) => {
    const { record, broken, seconds, left } = await runBehind({ deed, to: after(60) });
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringMatching(reason) });
    expect(record.reason).toMatch(/stopped answering usefully.*records are left, npm run sweep deletes them/);
    expect(broken).toEqual([]);
    expect(record.verdicts.filter(({ kind }) => kind === "holds").length).toBeGreaterThan(10);
    expect(record.records.left).toHaveLength(left);
    // A dozen, six more for cleaning up, and a burst that is under way.
    expect(record.requests).toBeLessThanOrEqual(60 + 12 + 6 + 10);
    // No hour is waited for, nor two minutes at every question.
    expect(seconds).toBeLessThan(300);
  });
});

test("a rule that the service itself broke before a block outranks it, and both are told", async () => {
  const fault = findFault("delete-answers-200");
  expect(fault).toBeDefined();
  const habit: Habit = { deed: answer(cloudflareJson(403, 1020)), to: after(80) };
  const { record, broken } = await runAgainst((simulated) => middleBox(habit, simulated), { budget: 240, fault });
  expect(record.outcome).toBe("violated");
  expect(record.reason).toMatch(/Cloudflare answered 403/);
  expect(broken).toContain(fault?.breaks);
  expect(record.requests).toBeLessThan(80 + 30);
});

describe("single answers of a gateway are passed over: the run holds and leaves nothing behind", () => {
  test.each<readonly [string, Habit]>([
    ["Cloudflare's 429 in JSON", { deed: answer(cloudflareJson(429, 1015, 1)), to: every(20) }],
    ["Cloudflare's 500 in JSON", { deed: answer(cloudflareJson(500, 500, 1)), to: every(20) }],
    ["Cloudflare's 502 in JSON", { deed: answer(cloudflareJson(502, 502, 1)), to: every(20) }],
    ["a code as text", { deed: answer(cloudflareText(502, 502)), to: every(20) }],
    ["a 502 in JSON", { deed: answer(json(502, { error: "bad gateway" })), to: every(20) }],
    ["a 502 page", { deed: answer(page(502, "Bad Gateway")), to: every(20) }],
    ["an empty 504", { deed: answer(empty(504)), to: every(20) }],
    ["a 425 in JSON", { deed: answer(json(425, { error: "too early" })), to: every(20) }],
    ["a 400 in JSON", { deed: answer(json(400, { error: "bad request" })), to: every(20) }],
    ["a 504 page after the act", { deed: { do: "answer after the act", reply: page(504, "x") }, to: every(20) }],
    ["an empty 502 after the act", { deed: { do: "answer after the act", reply: empty(502) }, to: every(20) }],
    ["a login page", { deed: answer(page(200, "Guest network")), to: every(20) }],
    ["a redirect to another host", { deed: answer(redirect(302, "https://portal.example/")), to: every(20) }],
    ["a redirect to TLS", { deed: answer(redirect(308, "https://127.0.0.1:4010/")), to: every(20) }],
    ["an empty 200", { deed: answer({ ...json(200, ""), body: "" }), to: every(20) }],
    ["an error as 200", { deed: answer(json(200, { error: "backend down" })), to: every(20) }],
    ["a 403 in the service's form", { deed: answer(json(403, { message: "Forbidden" })), to: every(20) }],
    ["a 413 in the service's form", { deed: answer(json(413, { message: "Too long" })), to: every(20) }],
    ["a 404 in the service's form", { deed: answer(json(404, { message: "no Route matched" })), to: every(20) }],
    [
      "words",
      { deed: answer({ ...page(200, ""), headers: { "content-type": "text/plain" }, body: "OK" }), to: every(20) },
    ],
    ["nothing as JSON", { deed: answer(json(200, {})), to: every(20) }],
    ["a broken connection", { deed: { do: "break off" }, to: every(20) }],
    ["a broken connection after the act", { deed: { do: "break off after the act" }, to: every(20) }],
  ])("%s every twentieth time", async (_, habit) => {
    const { record, broken, left } = await runBehind(habit, 120);
    expect(broken).toEqual([]);
    expect(record).toMatchObject({ outcome: "holds" });
    expect(record.reason).toBeUndefined();
    expect(left).toBe(0);
  });
});

describe("where too many answers were a gateway's, the run says so and is not green", () => {
  test.each<readonly [string, Habit]>([
    ["Cloudflare's 502 every sixth time", { deed: answer(cloudflareJson(502, 502)), to: every(6) }],
    ["a 403 page every fourth time", { deed: answer(page(403, "Forbidden")), to: every(4) }],
    ["Cloudflare's 403 to every write", { deed: answer(cloudflareJson(403, 1020)), to: writes }],
    ["an empty 503 to every write", { deed: answer(empty(503)), to: writes }],
  ])("%s", async (_, habit) => {
    const { record, broken } = await runBehind(habit);
    expect(broken).toEqual([]);
    expect(record.outcome).toBe("unable");
    expect(record.reason).toMatch(/\d+ of \d+ answers were not the service's|stopped answering usefully/);
    expect(record.reason).toMatch(/answered (403|502|503)/);
  });
});

const base = "http://127.0.0.1:4010/public/v2";
const missing = () => Response.json({ message: "Resource not found" }, { status: 404 });
const login = (headers: Readonly<Record<string, string>> = {}, status = 200) =>
  new Response("<!doctype html><title>Sign in</title>", {
    status,
    headers: { "content-type": "text/html", ...headers },
  });

describe("a gateway that sends creates twice: no user that was never shown stays behind, and the run tells of it", () => {
  const creates = (nth: number): Habit["to"] => {
    let count = 0;
    return (_, { method }) => method === "POST" && ++count % nth === 0;
  };

  test.each([1, 2, 3, 5])("each create of %i", async (nth) => {
    const { record, broken, left } = await runBehind({ deed: { do: "pass on twice" }, to: creates(nth) });
    // Twice the calls are soon too many for the limit: deleting may take more of the budget than there is.
    expect(left).toBeLessThanOrEqual(nth === 1 ? 2 : 0);
    expect(record.records.left).toHaveLength(left);
    // Such a call costs two: it was sent twice.
    expect(record.reason).toContain("the service, or a gateway that sends requests twice");
    expect({ outcome: record.outcome, broken }).toEqual({ outcome: "unable", broken: [] });
  });

  test("a service that does so itself is at fault: such a call costs one", async () => {
    const { broken } = await runAgainst(
      (simulated) => async (request) => {
        const response = await simulated(request);
        const taken = '[{"field":"email","message":"has already been taken"}]';
        const isMade = request.method === "POST" && response.status === 201;
        return isMade ? new Response(taken, { status: 422, headers: response.headers }) : response;
      },
      { budget: 240 },
    );
    expect(broken).toContain("valid-create-is-accepted");
  });

  test("deletes that are sent twice, of which the second finds nothing, are held against nobody", async () => {
    const deletes: Habit["to"] = (_, { method }) => method === "DELETE";
    const { record, broken, left } = await runBehind({ deed: { do: "pass on twice" }, to: deletes });
    expect({ left, broken, outcome: record.outcome }).toEqual({ left: 0, broken: [], outcome: "holds" });
  });
});

describe("a wrong base URL ends the run with one line that says what to mend", () => {
  const list = (value: unknown) => () => Response.json(value);
  test.each<readonly [string, FetchHandler | undefined, string, RegExp]>([
    ["…/users at its end", undefined, `${base}/users`, /GOREST_BASE_URL should end in \/public\/v2: leave \/users out/],
    ["…/users/ at its end", undefined, `${base}/users/`, /leave \/users out/],
    ["nothing behind the host", undefined, "http://127.0.0.1:4010", /does GOREST_BASE_URL end in \/public\/v2\?/],
    ["another API that has nothing", () => Response.json({ error: "no route" }, { status: 404 }), base, /no users res/],
    ["another API in the contract's own words", () => missing(), base, /no users resource/],
    ["another API that answers an object", list({ status: "ok" }), base, /no users resource .* shows no users/],
    ["another API that answers an empty list", list([]), base, /no users resource .* shows no users/],
    ["another API with other records", list([{ id: 1, title: "x" }]), base, /no users resource .* shows no users/],
    ["a login page for everything", () => login(), base, /login or notice page .*GOREST_BASE_URL/],
    ["a login page with a framework's headers", () => login({ vary: "Origin" }), base, /HTML page.*GOREST_BASE_URL/],
    ["a page that is not found", () => login({}, 404), base, /GOREST_BASE_URL end in/],
    ["text", () => new Response("It works!"), base, /GOREST_BASE_URL end in/],
  ])("%s", async (_, service, baseUrl, reason) => {
    const { record, broken } = await runAgainst((simulated) => service ?? simulated, { budget: 240, baseUrl });
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringMatching(reason) });
    expect(record.reason).not.toContain("\n");
    expect(broken).toEqual([]);
    expect(record.verdicts.filter(({ kind }) => kind !== "not exercised")).toEqual([]);
    expect(record.requests).toBeLessThanOrEqual(6);
  });
});

const textOf = async (format: FormatId, run: RunRecord): Promise<string> => {
  let text = "";
  for (const { chunks } of formatsById[format].render({ run })) for await (const chunk of chunks) text += chunk;
  return text;
};

describe("a refused token", () => {
  test("is in no format a failed test, and each says why nothing was judged", async () => {
    const { record } = await runAgainst((simulated) => simulated, { token: "no-longer-current", budget: 240 });
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("refuses the token") });
    expect(record.findings).toEqual([]);
    const { load: _, ...sample } = sampleRun();
    const run: RunRecord = { ...sample, contract: record };
    const texts: Partial<Record<FormatId, string>> = {};
    for (const format of ["html", "md", "json", "junit", "ctrf"] as const) texts[format] = await textOf(format, run);
    for (const [format, text] of Object.entries(texts)) {
      // The texts are long: a failure should show no more than the format's name.
      expect(text.includes("refuses the token"), format).toBe(true);
      expect(/"violated"|<failure|\bviolated<|\| violated| failures="[1-9]/.exec(text)?.[0], format).toBeUndefined();
    }
    expect(JSON.parse(texts.ctrf ?? "")).toMatchObject({ results: { summary: { failed: 0 } } });
  });
});
