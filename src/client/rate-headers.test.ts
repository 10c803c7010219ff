import { expect, test } from "vitest";
import { readRateHeaders } from "./rate-headers.ts";

const read = (headers: Record<string, string>) => readRateHeaders({ headers: Object.entries(headers) });

test.each([
  [
    "the service's own",
    { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "88", "x-ratelimit-reset": "2" },
    { limit: 90, remaining: 88, resetS: 2 },
  ],
  [
    "the IETF fields",
    { "ratelimit-policy": '"default";q=100;w=60', ratelimit: '"default";r=50;t=30' },
    { limit: 100, remaining: 50, resetS: 30, windowS: 60 },
  ],
  [
    "the IETF fields of an older draft",
    { "ratelimit-policy": "100;w=60", ratelimit: "limit=100, remaining=50, reset=5" },
    { limit: 100, remaining: 50, resetS: 5, windowS: 60 },
  ],
  [
    "the separate fields of the oldest draft",
    { "ratelimit-limit": "100, 100;w=10", "ratelimit-remaining": "7", "ratelimit-reset": "5" },
    { limit: 100, remaining: 7, resetS: 5, windowS: 10 },
  ],
  ["seconds to wait", { "retry-after": "7" }, { retryAfterS: 7 }],
  [
    "a date to wait for, by the server's own clock",
    { "retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" },
    { retryAfterS: 30 },
  ],
  ["more than a day to wait as a day", { "retry-after": "172800" }, { retryAfterS: 86_400 }],
  ["a wait of more digits than a number holds as a day", { "retry-after": "9".repeat(400) }, { retryAfterS: 86_400 }],
  [
    "a date years ahead as a day",
    { "retry-after": "Wed, 21 Oct 2099 07:28:30 GMT", date: "Wed, 21 Oct 2015 07:28:00 GMT" },
    { retryAfterS: 86_400 },
  ],
  [
    "a date that has passed as no wait",
    { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT", date: "Wed, 21 Oct 2015 07:28:30 GMT" },
    { retryAfterS: 0 },
  ],
] as const)("it reads %s", (_, headers, expected) => {
  expect(read(headers)).toMatchObject(expected);
});

test("nonsense reads as nothing", () => {
  const headers = {
    "x-ratelimit-limit": "0",
    "x-ratelimit-remaining": "-1",
    "x-ratelimit-reset": "1700000000",
    "retry-after": "soon",
    ratelimit: "\u0000;;=r",
  };
  expect(Object.values(read(headers)).every((value) => value === undefined)).toBe(true);
  expect(read({ "retry-after": "Wed, 21 Oct 2015 07:28:30 GMT" }).retryAfterS).toBeUndefined();
});

test("Remaining is at most Limit", () => {
  expect(read({ "x-ratelimit-limit": "90", "x-ratelimit-remaining": "91" }).remaining).toBe(90);
});
