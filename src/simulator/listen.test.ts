import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { fetch, ProxyAgent } from "undici";
import { expect, test } from "vitest";
import { realClock } from "../contract/clock.ts";
import { createAuthority } from "../session/certificate.ts";
import { findBenign } from "./benign.ts";
import { listen, publicHost } from "./listen.ts";
import { createSimulator } from "./simulator.ts";

/** Bytes of one answer, as they came; undefined when the connection was reset. */
const raw = (url: string, headers: readonly string[] = []) =>
  new Promise<Buffer | undefined>((resolve) => {
    const { hostname, port, pathname } = new URL(url);
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.write(
      [`GET ${pathname} HTTP/1.1`, `Host: ${hostname}:${port}`, "Connection: close", ...headers, "", ""].join("\r\n"),
    );
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => resolve(undefined));
    socket.on("close", (failed) => failed || resolve(Buffer.concat(chunks)));
  });

const onPort = async <T>(benign: string | undefined, use: (url: string) => Promise<T>): Promise<T> => {
  const variant = benign === undefined ? undefined : findBenign(benign);
  const simulator = createSimulator({ clock: realClock, limited: false, ...(variant ? { benign: variant } : {}) });
  const listening = await listen(simulator, 0);
  try {
    return await use(listening.url);
  } finally {
    await listening.close();
  }
};

test("a simulator on a free port answers over a socket and stops", async () => {
  const url = await onPort(undefined, async (base) => {
    const text = String(await raw(`${base}/users`));
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(text).toContain(`X-Links-Current: ${base}/users?page=1\r\n`);
    expect(text).toContain("X-Links-Previous: \r\n");
    return base;
  });
  expect(await raw(url)).toBeUndefined();
});

test("header names can come in capitals", async () => {
  const text = String(await onPort("upper-case-header-names", (base) => raw(`${base}/users`)));
  expect(text).toContain("X-PAGINATION-TOTAL: 237\r\n");
});

test("a compressed answer is compressed on the wire", async () => {
  const bytes = await onPort("gzip", (base) => raw(`${base}/users`, ["Accept-Encoding: gzip"]));
  const at = bytes?.indexOf("\r\n\r\n") ?? 0;
  expect(JSON.parse(String(gunzipSync(bytes?.subarray(at + 4) ?? "")))).toHaveLength(10);
});

test("a rejected handler is a reset connection", async () => {
  const fetch = () => Promise.reject(new Error("reset"));
  const listening = await listen({ fetch, headerName: undefined }, 0);
  expect(await raw(listening.url)).toBeUndefined();
  await listening.close();
});

test("with a certificate the port speaks TLS beside HTTP, and leads CONNECT to the service's name and to no other", async () => {
  const authority = await createAuthority();
  const simulator = createSimulator({ clock: realClock, limited: false, seedUsers: 1 });
  const listening = await listen(simulator, 0, await authority.certificateFor(publicHost, "localhost"));
  const proxy = new URL(listening.url).origin.replace("https", "http");
  const dispatcher = new ProxyAgent({ uri: proxy, requestTls: { ca: authority.caPem } });
  try {
    const users = await fetch(`https://${publicHost}/public/v2/users`, { dispatcher });
    expect([users.status, users.headers.get("x-links-current")]).toEqual([
      200,
      `https://${publicHost}/public/v2/users?page=1`,
    ]);
    expect((await fetch(`${proxy}/public/v2/users`)).status).toBe(200);
    await expect(fetch("https://example.org/", { dispatcher })).rejects.toThrow();
  } finally {
    await dispatcher.destroy();
    await listening.close();
  }
});

test("POST /__reset on the port begins anew", async () => {
  const simulator = createSimulator({ clock: realClock, limited: false, seedUsers: 1 });
  const listening = await listen(simulator, 0);
  const [before] = simulator.store.newestFirst([undefined]);
  expect((await fetch(new URL("/__reset", listening.url), { method: "POST" })).status).toBe(204);
  await listening.close();
  expect(simulator.store.newestFirst([undefined])).toHaveLength(1);
  expect(simulator.store.get(before?.id ?? 0)).toBeUndefined();
});
