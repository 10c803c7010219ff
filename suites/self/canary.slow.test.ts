import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realClock } from "../../src/contract/clock.ts";
import { defined } from "../../src/contract/defined.ts";
import { findFault } from "../../src/simulator/faults.ts";
import { type Listening, listen } from "../../src/simulator/listen.ts";
import { createSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { type Ended, run, start } from "./testing/command-line.ts";

/** The letters stay what they are in a URL, in JSON and in HTML, so that one search finds them all; the rest does not. */
const cores = ["canaryfirst7f39c1d2e8", "canarysecond5b60a4e1f3"] as const;
const [tokenA, tokenB] = cores.map((core) => `${core}/+="&%z`);

const accounts = { A: [tokenA ?? ""], B: [tokenB ?? ""] };
const reports = mkdtempSync(join(tmpdir(), "gorest-canary-"));
const open: Listening[] = [];
const said: string[] = [];
let authorized = 0;

type Handler = Simulator["fetch"];

const serve = async (fetch: Handler): Promise<string> => {
  const counted: Handler = (request) => {
    if (cores.some((core) => request.headers.get("authorization")?.includes(core))) authorized++;
    return fetch(request);
  };
  const listening = await listen({ fetch: counted, headerName: undefined }, 0);
  open.push(listening);
  return listening.url;
};

/** Says back who asked, in every place and coding a server might. */
const echoing = (usual: Handler): Handler => {
  let calls = 0;
  return async (request) => {
    const credential = request.headers.get("authorization") ?? "nobody";
    const token = credential.replace(/^Bearer /, "");
    const forms = {
      "x-echo": credential,
      "x-echo-url": encodeURIComponent(token),
      "x-echo-form": new URLSearchParams({ token }).toString(),
      "x-echo-base64": Buffer.from(credential).toString("base64"),
      "x-echo-base64url": Buffer.from(token).toString("base64url"),
      "x-echo-upper": token.toUpperCase(),
    };
    const call = ++calls;
    // The application's own, by its id: a finding that quotes it.
    const own = { ...forms, "x-request-id": crypto.randomUUID() };
    if (call % 7 === 3) return Response.json({ message: credential, forms }, { status: 422, headers: own });
    if (call % 7 === 4)
      return new Response(`<h1>${credential.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}</h1>`, {
        status: 502,
        headers: { "content-type": "text/html", ...forms },
      });
    if (call % 7 === 5)
      return new Response(null, {
        status: 302,
        headers: { location: `http://127.0.0.1:9/${token}?token=${encodeURIComponent(token)}`, ...forms },
      });
    const answer = await usual(request);
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(forms)) headers.set(name, value);
    return new Response(answer.body, { status: answer.status, headers });
  };
};

/** `perS`: a limit that load may use up; without, none that a run reaches. */
const fresh = ({ fault, perS }: { readonly fault?: string; readonly perS?: number } = {}): Handler => {
  const found = fault === undefined ? undefined : findFault(fault);
  return createSimulator({
    clock: realClock,
    accounts,
    seedUsers: 20,
    ...(perS === undefined ? { limited: false } : { limit: perS, windowS: 1 }),
    ...defined({ fault: found }),
  }).fetch;
};

let good = "";
let faulty = "";
let echo = "";
let limited = "";
let limitedEcho = "";
let refusing = "";
let alwaysRedirecting = "";
const nowhere = "http://127.0.0.1:9/public/v2";

beforeAll(async () => {
  good = await serve(fresh());
  faulty = await serve(fresh({ fault: "delete-answers-200" }));
  echo = await serve(echoing(fresh()));
  limited = await serve(fresh({ perS: 60 }));
  limitedEcho = await serve(echoing(fresh({ perS: 60 })));
  refusing = await serve(async (request) =>
    Response.json({ message: `${request.headers.get("authorization")} is no token` }, { status: 401 }),
  );
  alwaysRedirecting = await serve(
    async (request) =>
      new Response(null, {
        status: 302,
        headers: {
          location: `http://127.0.0.1:9/?t=${encodeURIComponent(request.headers.get("authorization") ?? "")}`,
        },
      }),
  );
});
afterAll(async () => {
  for (const each of open) await each.close();
  rmSync(reports, { recursive: true, force: true });
});

const environmentOf = (url: string) => ({
  GOREST_BASE_URL: url,
  GOREST_TOKEN: tokenA ?? "",
  GOREST_SECOND_TOKEN: tokenB ?? "",
  GOREST_DEBUG: "1",
});

/** A verb as a person runs it, against one of the servers; what it says is kept for the search. */
const asked = async (url: string, ...args: readonly string[]): Promise<Ended> => {
  const where = args[0] === "verify" ? [] : ["--reports", reports];
  const ended = await run([...args, ...where], environmentOf(url));
  said.push(ended.out, ended.err);
  return ended;
};

const runs = (kind: string) => readdirSync(reports).filter((name) => name.endsWith(`-${kind}`));

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));

/** How a core looks inside base64, whatever stood before it: the characters that depend on nothing but the core. */
const inBase64 = (core: string): readonly string[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.from("x".repeat(before) + core).toString("base64url");
    return text.slice(Math.ceil((before * 8) / 6), -4);
  });

/** What every credential begins with that a caller of the proxy brings along. */
const own = "canaryofthecaller9d2f4b7a";

const needles = [...cores, own].flatMap((core) => [core, ...inBase64(core)]).map((text) => text.toLowerCase());
const showsToken = (text: string) => needles.some((needle) => text.toLowerCase().includes(needle));

describe.sequential("with known tokens, no artefact and no output holds one", () => {
  test("contract: a run that holds, one that breaks, its replay", async () => {
    expect((await asked(good, "contract", "--budget", "120", "--json")).code).toBe(0);
    expect((await asked(faulty, "contract", "--budget", "120")).code).toBe(1);
    const replayable = filesBelow(reports).find((path) => path.includes("replay-"));
    expect(replayable).toBeDefined();
    expect((await asked(faulty, "contract", "--replay", replayable ?? "")).code).toBe(1);
    expect((await asked(good, "contract", "--replay", replayable ?? "", "--json")).code).toBe(0);
  });

  test("contract: a server that echoes the credential everywhere", async () => {
    expect((await asked(echo, "contract", "--budget", "90")).code).toBe(1);
    const ended = await asked(alwaysRedirecting, "contract", "--budget", "30");
    expect(ended.code).toBe(2);
    expect(ended.out).toContain("redirects to");
  });

  test("errors: a refused token, nobody there, settings that contradict each other", async () => {
    for (const url of [refusing, nowhere]) expect((await asked(url, "contract", "--budget", "20")).code).toBe(2);
    for (const url of [refusing, alwaysRedirecting]) expect((await asked(url, "sweep")).code).toBe(2);
    expect((await asked(alwaysRedirecting, "load", "--scenario", "paced", "--window", "1")).code).toBe(2);
    expect((await asked(`http://${tokenA}:x@127.0.0.1:9/`, "contract")).code).toBe(2);
    expect((await asked(`http://127.0.0.1:9/?access-token=${tokenA}`, "nightly")).code).toBe(2);
    expect((await asked(good, "contract", "--replay", "no-such-file.json")).code).toBe(2);
  });

  test("load: one scenario, also against the echo, and client processes that hold the token themselves", async () => {
    expect((await asked(limited, "load", "--scenario", "paced", "--window", "1", "--json")).code).not.toBe(2);
    await asked(limitedEcho, "load", "--scenario", "paced", "--window", "1");
    await asked(limited, "load", "--scenario", "shared", "--window", "1", "--allow-over-limit");
  });

  test("nightly", async () => {
    expect((await asked(limited, "nightly", "--budget", "30", "--scenario", "calibrate")).code).not.toBe(2);
    await asked(limitedEcho, "nightly", "--budget", "30", "--scenario", "calibrate", "--json");
    expect((await asked(refusing, "nightly", "--budget", "30")).code).toBe(2);
    expect((await asked(good, "nightly", "--plan")).code).toBe(0);
  });

  test("proxy: what a client gets back through it is masked as well", async () => {
    const proxy = start(["proxy", "--port", "0", "--reports", reports], environmentOf(echo));
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      proxy.child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        const found = /proxy: +(\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      proxy.ended.then(({ err }) => reject(new Error(err)), reject);
    });
    for (let call = 0; call < 10; call++) {
      // The caller's own credentials, of any shape, which the harness has never heard of.
      const answer = await fetch(`${url}/users?access_token=${own}query&api_key=${own}key&page=1`, {
        method: call % 3 === 0 ? "POST" : "GET",
        redirect: "manual",
        headers: {
          "x-gorest-as": call % 2 ? "A" : "B",
          "x-api-key": `${own}header`,
          cookie: `session=${own}cookie`,
          authorization: `Basic ${own}basic1`,
          "content-type": "application/json",
        },
        ...(call % 3 === 0
          ? {
              body: JSON.stringify({
                name: `curl -u ada:${own}1 https://h/token/${own}2/users`,
                email: `ada:${own}3@proxy.local`,
                password: `${own}body`,
                token: `${own}field`,
              }),
            }
          : {}),
      });
      said.push(JSON.stringify([...answer.headers]), await answer.text());
    }
    proxy.child.kill("SIGINT");
    const ended = await proxy.ended;
    said.push(ended.out, ended.err);
    expect(runs("proxy")).toHaveLength(1);
  });

  test("verify and report, in every format", async () => {
    const recordings = ["contract", "load", "nightly", "proxy"].flatMap((kind) =>
      runs(kind)
        .map((id) => join(reports, id, "exchanges.ndjson"))
        .filter((path) => existsSync(path)),
    );
    expect(recordings.length).toBeGreaterThan(5);
    await asked(echo, "verify", ...recordings);
    const complete = ["contract", "load", "nightly"].flatMap((kind) =>
      runs(kind).filter((id) => existsSync(join(reports, id, "run.json"))),
    );
    const rendered = await asked(echo, "report", ...complete, "--format", "html,md,json,junit,ctrf,har");
    expect(rendered.err).toBe("");
    expect(rendered.code).toBe(0);
    await asked(echo, "report", ...runs("nightly"), "--format", "hgrm");
    const [first = "", second = ""] = runs("contract");
    await asked(echo, "report", "--compare", first, second);
    await asked(echo, "report", "--compare", first, second, "--json");
    const har = filesBelow(reports).find((path) => path.endsWith(".har"));
    await asked(echo, "verify", har ?? "", "--json");
  });

  test("sweep", async () => {
    expect((await asked(good, "sweep", "--json")).code).toBe(0);
    await asked(echo, "sweep");
  });

  test("the search: the tokens were used, the echo was heard, and neither token is anywhere", () => {
    expect(authorized).toBeGreaterThan(300);
    const files = filesBelow(reports);
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((path) => readFileSync(path, "latin1").includes("<token>")).length).toBeGreaterThan(5);
    expect(showsToken(JSON.stringify(Buffer.from(`x ${tokenA}`).toString("base64")))).toBe(true);
    expect(files.filter((path) => showsToken(readFileSync(path, "latin1")))).toEqual([]);
    expect(said.filter(showsToken)).toEqual([]);
    expect(said.filter((text) => /^\s+at .*node_modules/m.test(text))).toEqual([]);
  });
});
