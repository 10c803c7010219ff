import { once } from "node:events";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { type Certificate, createAuthority } from "./certificate.ts";

/** What a client that trusts `ca` alone hears from a listener with this certificate. */
const hear = async (certificate: Certificate, ca: string, host: string): Promise<string> => {
  const server = createServer({ ...certificate }, (_request, response) => response.end("heard"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const call = request({ host: "127.0.0.1", port, ca, servername: host }, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      });
      call.on("error", (error) => resolve("code" in error ? String(error.code) : error.message));
      call.end();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

test("who trusts the authority trusts its hosts, and only those", async () => {
  const authority = await createAuthority();
  const certificate = await authority.certificateFor("gorest.co.in", "localhost");
  expect(await hear(certificate, authority.caPem, "gorest.co.in")).toBe("heard");
  expect(await hear(certificate, authority.caPem, "localhost")).toBe("heard");
  expect(await hear(certificate, authority.caPem, "example.org")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
});

test("who trusts another authority trusts none of its hosts", async () => {
  const [one, other] = await Promise.all([createAuthority(), createAuthority()]);
  const heard = await hear(await one.certificateFor("gorest.co.in"), other.caPem, "gorest.co.in");
  expect(heard).toMatch(/CERT|UNABLE_TO/);
});

test("a host has one certificate as long as the authority lives", async () => {
  const { certificateFor } = await createAuthority();
  expect(await certificateFor("localhost")).toBe(await certificateFor("localhost"));
  expect((await certificateFor("127.0.0.1")).cert).not.toBe((await certificateFor("localhost")).cert);
});
