import { describe, expect, test } from "vitest";
import type { Header } from "./exchange.ts";
import { isServiceAnswer, originOf } from "./gateway.ts";

const ray = "8c1e5a2b7d904f36";
const url = "https://gorest.co.in/public/v2/users/7";

interface Form {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const hear = ({ status, headers = {}, body = "" }: Form) =>
  originOf({
    request: { method: "GET", url, headers: [], token: "A" },
    outcome: {
      kind: "answer",
      status,
      headers: Object.entries(headers).map(([name, value]): Header => [name, value]),
      body,
    },
  });

const json = "application/json; charset=utf-8";
const html = "text/html; charset=UTF-8";
const cloudflare = { server: "cloudflare", "cf-ray": `${ray}-FRA` };
const own = { ...cloudflare, "x-request-id": "6f1c", "x-runtime": "0.031", vary: "Origin" };
const cloudflareError = (status: number, code: number) =>
  JSON.stringify({ title: `Error ${code}`, status, error_code: code, ray_id: ray, cloudflare_error: true });
const page = (title: string) => `<!DOCTYPE html><html><head><title>${title}</title></head></html>`;

describe("a gateway has answered", () => {
  test.each<readonly [string, Form, string, string]>([
    ...[403, 429, 500, 502, 503, 520, 522, 530].map(
      (status) =>
        [
          `Cloudflare's ${status} in JSON`,
          { status, headers: { "content-type": json, ...cloudflare }, body: cloudflareError(status, 1020) },
          "Cloudflare",
          `error code 1020, ray ${ray}`,
        ] as const,
    ),
    [
      "Cloudflare's JSON without a header of Cloudflare's",
      { status: 403, headers: { "content-type": json }, body: cloudflareError(403, 1020) },
      "Cloudflare",
      `ray ${ray}`,
    ],
    [
      "Cloudflare's problem document",
      { status: 429, headers: { "content-type": "application/problem+json" }, body: cloudflareError(429, 1015) },
      "Cloudflare",
      "error code 1015",
    ],
    [
      "a code as text",
      { status: 403, headers: { "content-type": "text/plain", ...cloudflare }, body: "error code: 1020" },
      "Cloudflare",
      "error code 1020",
    ],
    ["a code as text, without headers", { status: 502, body: "error code: 502\n" }, "Cloudflare", "error code 502"],
    [
      "a challenge",
      { status: 403, headers: { "content-type": html, "cf-mitigated": "challenge" }, body: page("Just a moment...") },
      "Cloudflare",
      "HTML",
    ],
    [
      "a block page that names its ray",
      {
        status: 403,
        headers: { "content-type": html },
        body: `<html>Cloudflare Ray ID: <strong>${ray}</strong></html>`,
      },
      "Cloudflare",
      `ray ${ray}`,
    ],
    [
      "HTML with a ray",
      { status: 502, headers: { "content-type": html, ...cloudflare }, body: "<html>" },
      "Cloudflare",
      "HTML",
    ],
    [
      "Cloudflare's block page with a framework's header",
      { status: 403, headers: { "content-type": json, vary: "Origin" }, body: cloudflareError(403, 1020) },
      "Cloudflare",
      "1020",
    ],
    [
      "nginx's page",
      { status: 502, headers: { "content-type": html }, body: "<html><hr><center>nginx/1.25</center></html>" },
      "nginx",
      "HTML",
    ],
    [
      "CloudFront",
      { status: 504, headers: { "x-cache": "Error from cloudfront", server: "CloudFront" } },
      "CloudFront",
      "504",
    ],
    [
      "AWS API Gateway",
      {
        status: 403,
        headers: { "content-type": json, "x-amzn-errortype": "ForbiddenException" },
        body: '{"message":"Forbidden"}',
      },
      "AWS API Gateway",
      "403",
    ],
    [
      "Squid",
      {
        status: 503,
        headers: { "x-squid-error": "ERR_DNS_FAIL 0", server: "squid/6.1", "content-type": html },
        body: "<html>",
      },
      "Squid",
      "HTML",
    ],
    ["a proxy that wants a login", { status: 407, headers: { "proxy-authenticate": "Basic" } }, "a gateway", "407"],
    [
      "a network that wants a login",
      { status: 511, headers: { "content-type": html }, body: "<html>" },
      "a gateway",
      "511",
    ],
    [
      "Envoy",
      { status: 503, headers: { "content-type": "text/plain", server: "envoy" }, body: "upstream connect error" },
      "Envoy",
      "503",
    ],
  ])("%s", (_, form, vendor, detail) => {
    const origin = hear(form);
    expect(origin.who).toBe("gateway");
    expect("reason" in origin ? origin.reason : "").toContain(vendor);
    expect("reason" in origin ? origin.reason : "").toContain(detail);
  });
});

describe("a gateway may have answered", () => {
  test.each<readonly [string, Form, string]>([
    [
      "a 502 in JSON that is nobody's",
      { status: 502, headers: { "content-type": "application/json" }, body: '{"error":"bad gateway"}' },
      "JSON",
    ],
    [
      "a 503 in the contract's form without its headers",
      { status: 503, headers: { "content-type": json }, body: '{"message":"no"}' },
      "JSON",
    ],
    [
      "a 500 in JSON of another form",
      { status: 500, headers: { "content-type": json }, body: '{"error":"x"}' },
      "JSON",
    ],
    ["a 500 page", { status: 500, headers: { "content-type": html }, body: "<html>" }, "HTML"],
    ...[502, 503, 504].map((status) => [`an empty ${status}`, { status }, "an empty body"] as const),
    [
      "maintenance",
      { status: 503, headers: { "content-type": html, "retry-after": "3600" }, body: "<html>maintenance</html>" },
      "Retry-After 3600",
    ],
    ["a login page", { status: 200, headers: { "content-type": html }, body: page("Guest network") }, "login"],
    ["a login page without a type", { status: 200, body: page("Guest network") }, "login"],
    [
      "a redirect to another host",
      { status: 302, headers: { location: "http://portal.example/hello" } },
      "portal.example",
    ],
    ["a redirect to a login", { status: 303, headers: { location: "/login?back=1" } }, "/login"],
    ["a 403 page", { status: 403, headers: { "content-type": html }, body: "<!doctype html>" }, "HTML"],
    [
      "a 403 in JSON of another form",
      { status: 403, headers: { "content-type": json }, body: '{"error":"blocked"}' },
      "JSON",
    ],
    ["an empty 403", { status: 403 }, "an empty body"],
    ["a 429 as text", { status: 429, headers: { "content-type": "text/plain" }, body: "slow down" }, "text/plain"],
    ["a 404 page of a web server", { status: 404, headers: { "content-type": html }, body: page("Not Found") }, "HTML"],
    [
      "a 414 of a web server",
      { status: 414, headers: { server: "nginx", "content-type": "text/plain" }, body: "too long" },
      "nginx",
    ],
    ...[400, 401, 404, 405, 410, 421, 422, 425, 431].map(
      (status) =>
        [
          `a ${status} in JSON of another form`,
          { status, headers: { "content-type": json }, body: '{"error":"x"}' },
          `${status} in the service's place (JSON`,
        ] as const,
    ),
    [
      "a 429 in words of its own",
      {
        status: 429,
        headers: { "content-type": json, "ratelimit-limit": "60" },
        body: '{"message":"API rate limit exceeded"}',
      },
      "JSON",
    ],
    ...['{"errors":[{"message":"upstream"}]}', '{"message":"try again"}', '{"success":false}'].map(
      (body) => [`${body} as 200`, { status: 200, headers: { "content-type": json }, body }, "JSON"] as const,
    ),
    ["an empty 405", { status: 405, headers: { "content-length": "0" } }, "an empty body"],
    ["a 404 as text", { status: 404, headers: { "content-type": "text/plain" }, body: "not found" }, "text/plain"],
    ...[413, 421, 425].map(
      (status) =>
        [
          `a ${status} in the documented form with a gateway's name`,
          { status, headers: { "content-type": json, server: "kong" }, body: '{"message":"x"}' },
          "Kong",
        ] as const,
    ),
    ["a timeout of a proxy", { status: 408, headers: { via: "1.1 corp" } }, "a proxy (1.1 corp)"],
  ])("%s", (_, form, detail) => {
    const origin = hear(form);
    expect(origin.who).toBe("maybe-gateway");
    expect("reason" in origin ? origin.reason : "").toContain(detail);
  });
});

describe("a gateway's own words in the form of the service's are the gateway's", () => {
  const said = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
    hear({ status, headers: { "content-type": json, ...headers }, body: JSON.stringify({ message }) }).who;
  const kong = { server: "kong/3.4.2" };
  test.each<readonly [string, number, string, Readonly<Record<string, string>>]>([
    ["Kong without a key", 401, "No API key found in request", { ...kong, "www-authenticate": 'Key realm="kong"' }],
    ["Kong without a route", 404, "no Route matched with those values", kong],
    [
      "Kong without a peer, for browsers",
      503,
      "failure to get a peer from the ring-balancer",
      { ...kong, vary: "Origin" },
    ],
    ["API Gateway without a route", 404, "Not Found", { "apigw-requestid": "AbCdEfGh=" }],
    ["API Gateway's own error", 500, "Internal Server Error", { "apigw-requestid": "AbCdEfGh=" }],
    ["any that takes no such body", 413, "Request Too Long", {}],
    ["any that takes no such header", 431, "Too large", {}],
  ])("%s", (_, status, message, headers) => expect(said(status, message, headers)).not.toBe("service"));

  test("and the service's, passed on by one, are the service's", () => {
    for (const [status, message] of [
      [404, "Resource not found"],
      [401, "Invalid token"],
      [401, "Authentication failed"],
    ] as const)
      expect(said(status, message, kong)).toBe("service");
    const body = '[{"field":"name","message":"can\'t be blank"}]';
    expect(hear({ status: 422, headers: { "content-type": json, ...kong }, body }).who).toBe("service");
    expect(said(403, "Forbidden")).toBe("service");
    expect(said(404, "Not Found")).toBe("service");
  });
});

describe("what a gateway writes with the headers of browsers' gateways is its own", () => {
  const google = { vary: "Origin, X-Origin, Referer" };
  test.each<readonly [string, number, Readonly<Record<string, string>>, unknown]>([
    ["Google's 503", 503, google, { error: { code: 503, message: "Unavailable", status: "UNAVAILABLE" } }],
    ["Google's 429", 429, google, { error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED" } }],
    ["Google's 500", 500, google, { error: { code: 500, message: "Internal error", status: "INTERNAL" } }],
    ["Spring's 503", 503, { vary: "Origin" }, { status: 503, error: "Service Unavailable", path: "/public/v2/users" }],
  ])("%s", (_, status, headers, value) => {
    const form = { status, headers: { "content-type": json, ...headers }, body: JSON.stringify(value) };
    expect(hear(form).who).toBe("maybe-gateway");
  });
});

describe("a success that shows nothing may be a gateway's", () => {
  test.each<readonly [string, string, string]>([
    ["words", "text/plain", "OK"],
    ["a portal's word", "application/captive+json", '{"captive":true}'],
    ["null", json, "null"],
    ["nothing in it", json, "{}"],
  ])("%s", (_, type, body) => {
    expect(hear({ status: 200, headers: { "content-type": type }, body }).who).toBe("maybe-gateway");
    expect(hear({ status: 200, headers: { "content-type": type, ...own }, body }).who).toBe("service");
  });
  test("but what begins as data does is the service's, broken as it may be", () => {
    for (const body of ['{"id":7', "[{", "[]", '\ufeff{"id":7}'])
      expect(hear({ status: 200, headers: { "content-type": json }, body }).who).toBe("service");
  });
});

describe("a firewall that says so", () => {
  test.each<readonly [number, Readonly<Record<string, string>>]>([
    [202, { "x-amzn-waf-action": "challenge" }],
    [405, { "x-amzn-waf-action": "captcha" }],
    [429, { "x-vercel-mitigated": "challenge" }],
    [403, { "x-sucuri-block": "EXPVP16" }],
    [404, { "ngrok-error-code": "ERR_NGROK_3200" }],
    [502, { "x-azure-externalerror": "OriginTimeout" }],
  ])("by %i with %j", (status, headers) => {
    expect(hear({ status, headers, body: "" }).who).toBe("gateway");
  });
});

describe("what another has said in its place", () => {
  test.each<readonly [string, Form, string]>([
    ["a stored answer with its age", { status: 200, headers: { ...own, age: "12" }, body: '{"id":7}' }, "Age 12"],
    ["a hit of a cache", { status: 200, headers: { ...own, "x-cache": "HIT" }, body: "[]" }, "x-cache HIT"],
    ["Cloudflare's cache", { status: 200, headers: { ...own, "cf-cache-status": "HIT" }, body: "[]" }, "HIT"],
    ["a redirect to TLS", { status: 301, headers: { location: url.replace("https", "http") } }, "a redirect"],
    ["a redirect to a slash", { status: 308, headers: { location: "/public/v2/users/7/" } }, "a redirect"],
    ["a redirect to itself", { status: 302, headers: { location: url } }, "a redirect"],
    ["an empty 200", { status: 200, headers: { "content-type": json } }, "an empty body"],
    ["an error as 200", { status: 200, headers: { "content-type": json }, body: '{"error":"denied"}' }, "JSON"],
  ])("%s", (_, form, words) => {
    expect(hear(form)).toMatchObject({
      who: expect.stringContaining("gateway"),
      reason: expect.stringContaining(words),
    });
  });
});

describe("the service has answered", () => {
  test.each<readonly [string, Form]>([
    ["a user", { status: 200, headers: { "content-type": json, ...own }, body: '{"id":7}' }],
    ["a list of a bare server", { status: 200, headers: { "content-type": json }, body: "[]" }],
    ["a fresh answer that a cache passed on", { status: 200, headers: { age: "0", "x-cache": "MISS" }, body: "[]" }],
    ["an empty 200 with its headers", { status: 200, headers: own }],
    ["an error as 200 with its headers", { status: 200, headers: own, body: '{"error":"x"}' }],
    ["a deletion", { status: 204, headers: cloudflare }],
    ["an unchanged copy", { status: 304, headers: cloudflare }],
    ["a missing record", { status: 404, headers: { "content-type": json }, body: '{"message":"Resource not found"}' }],
    ["a refused token", { status: 401, headers: { "content-type": json }, body: '{"message":"Invalid token"}' }],
    ["field errors", { status: 422, headers: cloudflare, body: '[{"field":"name","message":"can\'t be blank"}]' }],
    ["the limiter", { status: 429, headers: { "content-type": json }, body: '{"message":"Too many requests"}' }],
    ["an error without a body or a header, as a tool keeps it", { status: 404 }],
    ...[400, 404, 421, 425].map(
      (status) =>
        [
          `its own ${status} in another form`,
          { status, headers: { "content-type": json, ...own }, body: '{"error":"x"}' },
        ] as const,
    ),
    [
      "the 400 of a bare server in the documented form",
      { status: 400, headers: { "content-type": json }, body: '{"message":"x"}' },
    ],
    ["its own 403", { status: 403, headers: { "content-type": json, ...own }, body: '{"message":"Forbidden"}' }],
    ["its own 500", { status: 500, headers: { "content-type": json, ...own }, body: '{"message":"x"}' }],
    ["its own 500 page", { status: 500, headers: { "content-type": html, ...own }, body: "<html>We're sorry</html>" }],
    ["the 500 of a bare server", { status: 500, headers: { "content-type": json }, body: '{"message":"x"}' }],
    ["an HTML 502 with its headers", { status: 502, headers: { "content-type": html, ...own }, body: page("502") }],
    ["an empty 503 with the budget's headers", { status: 503, headers: { "x-ratelimit-remaining": "0" } }],
    ["a 404 page with its headers", { status: 404, headers: { "content-type": html, ...own }, body: "<html>" }],
    ["a login page with its headers", { status: 200, headers: { "content-type": html, ...own }, body: page("Login") }],
    ["a redirect within the API", { status: 301, headers: { location: "/public/v2/users/8" } }],
    [
      "an error in a framework's form",
      { status: 502, headers: { "content-type": html, vary: "Origin" }, body: "<html>" },
    ],
  ])("%s", (_, form) => {
    expect(hear(form)).toEqual({ who: "service" });
  });
});

test("a bare answer to HEAD shows nothing of who wrote it", () => {
  const outcome = { kind: "answer", status: 404, headers: [["content-type", json] as const], body: "" } as const;
  expect(originOf({ request: { method: "HEAD", url, headers: [], token: "A" }, outcome })).toEqual({ who: "service" });
});

test("where nothing came, nobody has spoken", () => {
  const failed = { kind: "failure", fault: "time", message: "timeout", maybeDone: true } as const;
  expect(isServiceAnswer({ request: { method: "GET", url, headers: [], token: "A" }, outcome: failed })).toBe(false);
});

test("what a gateway says cannot reach a terminal as it is", () => {
  const origin = hear({ status: 302, headers: { location: "http://a.example/\u001b[2J" } });
  expect("reason" in origin ? origin.reason : "").not.toContain("\u001b");
});
