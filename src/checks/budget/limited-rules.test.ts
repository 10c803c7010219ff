import { describe, expect, it } from "vitest";
import { seededRandom } from "../../contract/random.ts";
import { limitedWriteChangesNothing } from "../rules/limited-write-changes-nothing.ts";
import {
  limitIsConstant,
  rateHeadersOnToken,
  remainingWithinLimit,
  tooManyRequestsShape,
} from "../rules/rate-headers.ts";
import { resetIsTruthful } from "../rules/reset-is-truthful.ts";
import { retryAfterIsAWait } from "../rules/retry-after-is-a-wait.ts";
import { budgetHistory } from "../testing/budget.ts";
import {
  created,
  fieldsOf,
  invalidToken,
  json,
  listed,
  make,
  message,
  notFound,
  type Parts,
  shown,
  testHistory,
  unprocessable,
  userOf,
  withHeaders,
} from "../testing/history.ts";

const limited = withHeaders(message(429, "Too many requests"), {
  "x-ratelimit-limit": "90",
  "x-ratelimit-remaining": "0",
  "x-ratelimit-reset": "60",
});
const at = (date: string, retryAfter: string | undefined, reset = "60") =>
  withHeaders(limited, { date, "retry-after": retryAfter, "x-ratelimit-reset": reset });
const noon = "Mon, 30 Nov 2026 12:00:00 GMT";
const refusedWith = (parts: Parts) => testHistory([retryAfterIsAWait]).ask("A GET /users/7").gives(parts);

describe("retry-after-is-a-wait", () => {
  it.each(["0", "1", "60", "120", noon, "Mon, 30 Nov 2026 12:01:00 GMT", undefined])(
    "%s beside a Reset of a minute holds",
    (text) => {
      expect(refusedWith(at(noon, text))).toEqual([]);
    },
  );

  it.each([
    "soon",
    "",
    "-5",
    "1.5",
    "3600",
    "999999999999",
    "Tue, 01 Dec 2026 12:00:00 GMT",
    "Sun, 29 Nov 2026 12:00:00 GMT",
  ])("%j beside a Reset of a minute is broken", (text) => {
    expect(refusedWith(at(noon, text))).toEqual(["retry-after-is-a-wait"]);
  });

  it("an hour beside a Reset of an hour holds, and a date that nothing can be read against is not judged", () => {
    expect(refusedWith(at(noon, "3600", "3600"))).toEqual([]);
    const noDate = withHeaders(limited, { date: undefined, "retry-after": noon });
    expect(refusedWith(noDate)).toEqual([]);
  });
});

describe("a request after Retry-After", () => {
  const family = "fixed-window-anchored";
  /** Uses up a window at a server that sends this Retry-After, and asks again so many times after so many seconds. */
  const asking = (retryAfter: string, times: number, gapS: number, others = 0) => {
    const history = budgetHistory([retryAfterIsAWait], {
      family,
      limit: 20,
      windowS: 60,
      latencyMs: 2,
      random: seededRandom(3),
      others,
      fault: { headers: () => ({ "retry-after": retryAfter }) },
    });
    for (let i = 0; i < 21; i++) history.burst("A", 1);
    for (let i = 0; i < times; i++) {
      history.idle(gapS);
      history.burst("A", 1);
    }
    return history.broken();
  };

  it("is admitted where it is as long as it has to be", () => {
    expect(asking("60", 1, 60)).toEqual([]);
    expect(asking("0", 3, 0.1)).toEqual([]);
  });

  it("is refused again and again where it is too short", () => {
    expect(asking("2", 5, 3)).toEqual(["retry-after-is-a-wait"]);
  });

  it("is not judged where others spend from the token", () => {
    expect(asking("2", 5, 3, 3)).toEqual([]);
  });

  it("may have been rounded down to 0 while less than a second is left", () => {
    expect(asking("0", 8, 0)).toEqual([]);
  });

  it("is refused second after second where it is 0 and a window is left", () => {
    expect(asking("0", 5, 1)).toEqual(["retry-after-is-a-wait"]);
  });
});

const taken = unprocessable(["email", "has already been taken"]);
const names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

describe("limited-write-changes-nothing", () => {
  const start = () => testHistory([limitedWriteChangesNothing]);

  it("is broken when the e-mail of a create that was answered 429 is taken", () => {
    const history = start();
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(limited);
    expect(history.ask("A POST /users", fieldsOf(userOf(7))).gives(taken)).toEqual(["limited-write-changes-nothing"]);
  });

  it("is broken when a list shows the user of a create that was answered 429", () => {
    const history = start();
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(limited);
    expect(history.ask("A GET /users").gives(listed([userOf(7)]))).toEqual(["limited-write-changes-nothing"]);
  });

  it("holds when the create works the next time", () => {
    const history = start();
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(limited);
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(created(userOf(7)));
    history.ask("A GET /users").gives(listed([userOf(7)]));
    expect(history.end()).toEqual([]);
    expect(history.verdict("limited-write-changes-nothing")?.kind).toBe("holds");
  });

  it("can't tell a create that was answered 429 from an earlier one that was never answered", () => {
    const history = start();
    history.ask("A POST /users", fieldsOf(userOf(7))).fails();
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(limited);
    history.ask("A POST /users", fieldsOf(userOf(7))).gives(taken);
    history.ask("A GET /users").gives(listed([userOf(7)]));
    expect(history.end()).toEqual([]);
  });

  it("is broken when a value of an update that was answered 429 is seen", () => {
    const history = start();
    const user = make(history, userOf(7));
    history.ask("A PATCH /users/7", { name: "New" }).gives(limited);
    history.ask("A GET /users/7").gives(shown({ ...user, name: "New" }));
    expect(history.end()).toEqual(["limited-write-changes-nothing"]);
  });

  it("is broken when a user whose deletion was answered 429 is gone and an older one is not", () => {
    const history = start();
    const older = make(history, userOf(6));
    make(history, userOf(7));
    history.ask("A DELETE /users/7").gives(limited);
    history.ask("A GET /users/7").gives(notFound);
    expect(history.broken()).toEqual([]);
    history.ask("A GET /users/6").gives(shown(older));
    expect(history.end()).toEqual(["limited-write-changes-nothing"]);
  });

  it("can't tell a deletion that was answered 429 from the daily reset when nothing older is left", () => {
    const history = start();
    make(history, userOf(7));
    history.ask("A DELETE /users/7").gives(limited);
    history.ask("A GET /users/7").gives(notFound);
    expect(history.end()).toEqual([]);
    expect(history.verdict("limited-write-changes-nothing")?.kind).toBe("inconclusive");
  });
});

describe("the shape of the rate limit", () => {
  const brokenBy = (parts: Parts, line = "A GET /users/7") => {
    const history = testHistory([rateHeadersOnToken, tooManyRequestsShape, remainingWithinLimit, resetIsTruthful]);
    history.ask(line).gives(parts);
    return history.end();
  };

  it("takes the recorded 429", () => expect(brokenBy(limited)).toEqual([]));
  it.each(names)("wants %s on every answer to a token", (name) => {
    expect(brokenBy(withHeaders(notFound, { [name]: undefined }))).toEqual(["rate-headers-on-token"]);
    expect(brokenBy(withHeaders(limited, { [name]: undefined }))).toContain("too-many-requests-shape");
  });
  it.each(names)("wants %s on an answer to force_status as well, where the service knows the switch", (name) => {
    const forced = withHeaders(json(404, { message: "Simulated 404 Not Found", simulated: true }), {
      "x-simulated-status": "404",
    });
    const line = "A GET /users/7?force_status=404";
    expect(brokenBy(forced, line)).toEqual([]);
    expect(brokenBy(withHeaders(forced, { [name]: undefined }), line)).toEqual(["rate-headers-on-token"]);
    expect(brokenBy(withHeaders(forced, { [name]: undefined }), `anonymous ${line.slice(2)}`)).toEqual([]);
    expect(brokenBy(withHeaders(message(404, "Not Found"), { [name]: undefined }), line)).toEqual([]);
  });
  it("wants no headers from anonymous or refused callers, nor in records of unknown origin", () => {
    expect(brokenBy(notFound, "anonymous GET /users/7")).toEqual([]);
    expect(brokenBy(invalidToken, "invalid GET /users/7")).toEqual([]);
    expect(brokenBy(notFound, "unknown GET /users/7")).toEqual([]);
  });
  it("wants the text and Remaining 0 with a 429", () => {
    expect(brokenBy({ ...limited, body: '{"message":"Slow down"}' })).toEqual(["too-many-requests-shape"]);
    expect(brokenBy({ ...limited, body: "Too many requests" })).toEqual(["too-many-requests-shape"]);
    expect(brokenBy(withHeaders(limited, { "x-ratelimit-remaining": "4" }))).toEqual(["too-many-requests-shape"]);
  });
  it.each(["-1", "91"])("wants Remaining between 0 and Limit, not %s", (value) => {
    expect(brokenBy(withHeaders(notFound, { "x-ratelimit-remaining": value }))).toEqual(["remaining-within-limit"]);
  });
  it.each(["60000", "1767225600"])("wants Reset in seconds, not %s", (value) => {
    expect(brokenBy(withHeaders(notFound, { "x-ratelimit-reset": value }))).toEqual(["reset-is-truthful"]);
  });
  it("wants one limit a token, and lets tokens differ", () => {
    const history = testHistory([limitIsConstant]);
    const of = (limit: string) => withHeaders(notFound, { "x-ratelimit-limit": limit });
    history.ask("A GET /users/7").gives(of("90"));
    history.ask("B GET /users/7").gives(of("30"));
    history.ask("A GET /users/7").gives(of("90"));
    expect(history.broken()).toEqual([]);
    expect(history.ask("A GET /users/7").gives(of("89"))).toEqual(["limit-is-constant"]);
  });
});
