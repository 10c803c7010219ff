import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { HttpAdapter } from "../../src/client/http/adapter.ts";
import { threadAdapter } from "../../src/client/http/thread-adapter.ts";
import { undiciAdapter } from "../../src/client/http/undici-adapter.ts";
import { realClock } from "../../src/contract/clock.ts";
import { proxyFor } from "../../src/session/http-proxy.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { run } from "./testing/command-line.ts";
import { type ProxyServer, type ProxyServerOptions, startForwardProxy } from "./testing/forward-proxy.ts";

/** A host that no name server knows: only the proxy can lead to it, so what arrives there went through. */
const host = "gorest.test";
const base = `https://${host}/public/v2`;
const password = "canary-of-a-proxy";
const authorization = `Basic ${btoa(`me:${password}`)}`;
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("through a forward proxy (needs openssl, for a certificate)", () => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-proxy-"));
  const certFile = join(folder, "cert.pem");
  const simulator = createSimulator({ clock: realClock, limited: false });
  let ca = "";
  let service: ReturnType<typeof createAdaptorServer>;
  let plain: ReturnType<typeof createAdaptorServer>;
  let proxy: ProxyServer | undefined;

  const portOf = (server: typeof service) => (server.address() as AddressInfo).port;
  const listening = (server: typeof service) =>
    new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));

  beforeAll(async () => {
    const keyFile = join(folder, "key.pem");
    const files = ["-keyout", keyFile, "-out", certFile, "-days", "2"];
    const names = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
    const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, ...names]);
    expect(made.status, made.stderr?.toString()).toBe(0);
    ca = readFileSync(certFile, "utf8");
    const serverOptions = { key: readFileSync(keyFile), cert: ca };
    service = createAdaptorServer({ fetch: simulator.fetch, createServer, serverOptions });
    plain = createAdaptorServer({ fetch: simulator.fetch });
    await Promise.all([listening(service), listening(plain)]);
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });
  afterAll(() => {
    service.close();
    plain.close();
    rmSync(folder, { recursive: true });
  });

  const start = async (options: Partial<ProxyServerOptions> = {}) => {
    const ports = { [`${host}:443`]: portOf(service), [`${host}:80`]: portOf(plain) };
    proxy = await startForwardProxy({ ports, ...options });
    return proxy;
  };
  const adapters: readonly (readonly [string, typeof threadAdapter])[] = [
    ["in this thread", undiciAdapter],
    ["in a thread of its own", threadAdapter],
  ];
  const once = async (adapter: HttpAdapter, url: string) => {
    try {
      return await adapter({ method: "GET", url, headers: { accept: "application/json" } }, { timeoutMs: 20_000 });
    } finally {
      await adapter.close?.();
    }
  };

  test.each(adapters)(
    "an HTTP adapter %s makes a tunnel, verifies the service's certificate in it, and is kept alive",
    async (_, adapterOf) => {
      const { port, requested } = await start({ authorization });
      const found = proxyFor({ HTTPS_PROXY: `http://me:${password}@127.0.0.1:${port}` }, base);
      if (found === undefined) throw new Error("there should be a proxy");
      const adapter = adapterOf({ proxy: found, ca });
      const call = () => adapter({ method: "GET", url: `${base}/users`, headers: {} }, { timeoutMs: 20_000 });
      for (let again = 0; again < 6; again++) expect(await call()).toMatchObject({ kind: "answer", status: 200 });
      await adapter.close?.();
      expect(new Set(requested)).toEqual(new Set([`CONNECT ${host}:443`]));
      expect(requested.length).toBeLessThan(6);

      const strange = await once(adapterOf({ proxy: found }), `${base}/users`);
      expect(strange).toMatchObject({ kind: "failure", fault: "transport", maybeDone: false });
      expect(strange).toHaveProperty(
        "message",
        expect.stringMatching(/certificate.*through the proxy 127\.0\.0\.1:\d+$/),
      );
    },
  );

  test("plain http is sent to the proxy itself, whole URL and all", async () => {
    const { port, requested } = await start({ authorization });
    const found = proxyFor({ http_proxy: `me:${password}@127.0.0.1:${port}` }, `http://${host}/x`);
    if (found === undefined) throw new Error("there should be a proxy");
    const answer = await once(undiciAdapter({ proxy: found }), `http://${host}/public/v2/users?page=1`);
    expect(answer).toMatchObject({ kind: "answer", status: 200 });
    expect(requested).toEqual([`GET http://${host}/public/v2/users?page=1`]);
  });

  test.each([
    ["that wants credentials", { authorization }, `${base}/users`, /answered 407: it wants a user name and a password/],
    ["that wants credentials, plainly", { authorization }, `http://${host}/users`, /407: it wants a user name/],
    [
      "that wants a login of other kinds alone",
      { authorization, offers: ["Negotiate", "NTLM"] },
      `${base}/users`,
      /407: it wants a login by Negotiate or NTLM, which is not spoken here/,
    ],
    [
      "that wants it plainly",
      { authorization, offers: ["NTLM"] },
      `http://${host}/users`,
      /407: it wants a login by NTLM, which/,
    ],
    [
      "that takes Basic as well",
      { authorization, offers: ["Negotiate", 'Basic realm="x"'] },
      `${base}/users`,
      /407: it wants a user name/,
    ],
    ["that refuses the way", { ports: {} }, `${base}/users`, /^CONNECT gorest\.test:443 was answered 502/],
  ])("a proxy %s is named, and nothing was done", async (_, options, url, why) => {
    const { port } = await start(options);
    const origin = `http://127.0.0.1:${port}`;
    const outcome = await once(undiciAdapter({ proxy: { origin, name: `127.0.0.1:${port}`, secrets: [] } }), url);
    expect(outcome).toMatchObject({ kind: "failure", fault: "transport", maybeDone: false });
    expect(outcome).toHaveProperty("message", expect.stringMatching(why));
    expect(outcome).toHaveProperty("message", expect.stringContaining(`through the proxy 127.0.0.1:${port}`));
  });

  test("a proxy that refuses a password says so, and how to give one reaches the reader as it is written", async () => {
    const { port } = await start({ authorization, ports: {} });
    const ended = (proxyUrl: string) => cli(`${base}`, { HTTPS_PROXY: proxyUrl });
    const refused = await ended(`http://me:wrong@127.0.0.1:${port}`);
    expect(refused.out).toContain("407: it refuses the user name and the password before its host");
    expect(refused.out).not.toContain("wrong");
    expect((await ended(`http://127.0.0.1:${port}`)).out).toContain("put them, as USER:PASSWORD@, before its host");
  });

  test("a proxy that is not there is named", async () => {
    const { port, close } = await start();
    await close();
    proxy = undefined;
    const proxyAt = { origin: `http://127.0.0.1:${port}`, name: `127.0.0.1:${port}`, secrets: [] };
    const outcome = await once(undiciAdapter({ proxy: proxyAt }), `${base}/users`);
    expect(outcome).toMatchObject({ kind: "failure", code: "ECONNREFUSED", maybeDone: false });
    expect(outcome).toHaveProperty("message", expect.stringContaining(`through the proxy 127.0.0.1:${port}`));
  });

  const cli = async (url: string, env: Readonly<Record<string, string>>) => {
    const reports = mkdtempSync(join(folder, "reports-"));
    const args = ["contract", "--live", "--budget", "12", "--seed", "1", "--reports", reports];
    const ended = await run(args, {
      GOREST_TOKEN: simulator.tokens.A,
      GOREST_BASE_URL: url,
      NODE_EXTRA_CA_CERTS: certFile,
      ...env,
    });
    const saved = readdirSync(reports, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
    return { ...ended, saved: saved.join("\n") };
  };

  test("a whole run goes through it, says so, and neither shows nor keeps its password", async () => {
    const { port, requested } = await start({ authorization });
    const { out, err, saved } = await cli(base, { HTTPS_PROXY: `http://me:${password}@127.0.0.1:${port}` });
    expect(requested).toContain(`CONNECT ${host}:443`);
    expect(out).toContain(`target  LIVE ${base} (the network, through the proxy 127.0.0.1:${port})`);
    expect(out).toMatch(/requests +1\d of 12/);
    expect(saved).toContain(`through the proxy 127.0.0.1:${port}`);
    for (const secret of [password, btoa(`me:${password}`)]) expect(out + err + saved).not.toContain(secret);
  }, 120_000);

  test("a run that it refuses ends with exit code 2 and names it; NO_PROXY and loopback go past it", async () => {
    const { port, requested } = await start({ ports: {} });
    const refused = await cli(base, { https_proxy: `http://127.0.0.1:${port}` });
    expect(refused.code).toBe(2);
    expect(refused.out).toContain(`CONNECT ${host}:443 was answered 502, through the proxy 127.0.0.1:${port}`);
    const before = requested.length;
    const past = await cli(base, { https_proxy: `http://127.0.0.1:${port}`, NO_PROXY: ".test" });
    expect(past.code).toBe(2);
    const loopback = `http://127.0.0.1:${portOf(plain)}/public/v2`;
    const direct = await cli(loopback, {
      http_proxy: `http://127.0.0.1:${port}`,
      ALL_PROXY: `http://127.0.0.1:${port}`,
    });
    expect(direct.out).toContain("(a service on this machine)");
    expect(direct.out).toMatch(/requests +1\d of 12/);
    expect(requested).toHaveLength(before);
  }, 120_000);
});
