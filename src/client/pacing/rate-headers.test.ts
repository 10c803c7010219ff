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
  [
    "of several budgets the one with the least share left, whichever stands first",
    {
      "ratelimit-policy": '"burst";q=10;w=1, "daily";q=1000;w=86400',
      ratelimit: '"burst";r=9;t=1, "daily";r=20;t=3600',
    },
    { limit: 1000, remaining: 20, resetS: 3600, windowS: 86_400 },
  ],
  [
    "of several budgets a burst that is nearly spent, with policies in another order",
    {
      "ratelimit-policy": '"daily";q=1000;w=86400, "burst";q=10;w=1',
      ratelimit: '"burst";r=1;t=1, "daily";r=900;t=80',
    },
    { limit: 10, remaining: 1, resetS: 1, windowS: 1 },
  ],
  [
    "one budget by the policy of its name",
    { "ratelimit-policy": '"a,b";q=10;w=1, "daily";q=1000;w=3600', ratelimit: '"daily";r=7;t=9' },
    { limit: 1000, remaining: 7, resetS: 9, windowS: 3600 },
  ],
  [
    "several policies of the older draft by the limit told",
    { "ratelimit-policy": "10;w=1, 1000;w=3600", ratelimit: "limit=1000, remaining=50, reset=5" },
    { limit: 1000, remaining: 50, resetS: 5, windowS: 3600 },
  ],
  [
    "several policies beside the service's own fields by their limit",
    {
      "x-ratelimit-limit": "90",
      "x-ratelimit-remaining": "88",
      "x-ratelimit-reset": "2",
      "ratelimit-policy": '"burst";q=10;w=1, "minute";q=90;w=60',
    },
    { limit: 90, remaining: 88, resetS: 2, windowS: 60 },
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
