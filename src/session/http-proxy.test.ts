import { describe, expect, test } from "vitest";
import { UsageError } from "./fail.ts";
import { proxyFor } from "./http-proxy.ts";

const live = "https://gorest.co.in/public/v2";
const plain = "http://api.example.org:8080/x";
const nameOf = (env: Readonly<Record<string, string>>, url = live) => proxyFor(env, url)?.name;

describe("the proxy", () => {
  test.each([
    [live, {}, undefined],
    [live, { https_proxy: "http://small:1", HTTPS_PROXY: "http://big:2" }, "small:1"],
    [live, { HTTPS_PROXY: "http://big:2" }, "big:2"],
    [live, { https_proxy: " ", HTTPS_PROXY: "http://big:2" }, "big:2"],
    [live, { http_proxy: "http://small:1", HTTP_PROXY: "http://big:2" }, undefined],
    [plain, { http_proxy: "http://small:1", HTTP_PROXY: "http://big:2" }, "small:1"],
    [plain, { HTTP_PROXY: "http://big:2" }, "big:2"],
    [plain, { HTTPS_PROXY: "http://big:2" }, undefined],
    [live, { ALL_PROXY: "http://all:3" }, "all:3"],
    [live, { ALL_PROXY: "http://all:3", HTTPS_PROXY: "big:2" }, "big:2"],
    // What curl takes where no port, or no scheme, is written.
    [live, { HTTPS_PROXY: "proxy" }, "proxy:1080"],
    [live, { HTTPS_PROXY: "http://proxy:80/" }, "proxy:80"],
    [live, { HTTPS_PROXY: "https://proxy" }, "proxy:443"],
    [live, { HTTPS_PROXY: "http://[::1]:3128" }, "[::1]:3128"],
    [live, { HTTPS_PROXY: "user:pass@proxy:3128" }, "proxy:3128"],
  ])("to %s with %o is %s", (url, env, name) => {
    expect(nameOf(env, url)).toBe(name);
  });

  test.each([
    ["*", live, true],
    ["gorest.co.in", live, true],
    ["GoRest.co.in.", live, true],
    ["co.in", live, true],
    [".co.in", live, true],
    ["*.co.in", live, true],
    ["other, gorest.co.in", live, true],
    ["other gorest.co.in", live, true],
    ["gorest.co.in:443", live, true],
    ["gorest.co.in:8443", live, false],
    ["rest.co.in", live, false],
    ["gorest.co", live, false],
    ["www.gorest.co.in", live, false],
    ["", live, false],
    [",.,", live, false],
    ["10.0.0.0/8", "https://10.1.2.3/x", true],
    ["10.0.0.0/8", "https://11.1.2.3/x", false],
    ["10.0.0.0/99", "https://10.1.2.3/x", false],
    ["10.1.2.3", "https://10.1.2.3/x", true],
    ["2.3", "https://10.1.2.3/x", false],
    ["fd00::/8", "https://[fd00::1]/x", true],
    ["fd00::1", "https://[fd00::1]/x", true],
    ["[fd00::1]:8443", "https://[fd00::1]:8443/x", true],
    ["10.0.0.0/8", live, false],
  ])("is left out with NO_PROXY=%s for %s: %s", (list, url, direct) => {
    for (const name of ["NO_PROXY", "no_proxy"])
      expect(nameOf({ HTTPS_PROXY: "http://proxy:3128", [name]: list }, url)).toBe(direct ? undefined : "proxy:3128");
  });

  test("is spoken to with the credentials of its URL, which stand in no name", () => {
    const proxy = proxyFor({ HTTPS_PROXY: "http://me:can%40ary@proxy:3128" }, live);
    expect(proxy).toEqual({
      origin: "http://proxy:3128",
      name: "proxy:3128",
      authorization: `Basic ${btoa("me:can@ary")}`,
      secrets: ["me:can@ary", "can@ary", "can%40ary"],
    });
    expect(proxyFor({ HTTPS_PROXY: "http://me@proxy:3128" }, live)?.authorization).toBe(`Basic ${btoa("me:")}`);
  });

  test.each([
    ["socks5://me:canary@proxy:1080", "only http and https"],
    ["http://me:canary@proxy:port", "it is not the URL of a proxy"],
    ["http://", "it is not the URL of a proxy"],
  ])("that cannot be used is refused, and its value not shown (%s)", (text, why) => {
    const ask = () => proxyFor({ https_proxy: text }, live);
    expect(ask).toThrow(UsageError);
    expect(ask).toThrow(`https_proxy: ${why}`);
    expect(ask).not.toThrow("canary");
  });
});
