import { describe, expect, test } from "vitest";
import { UsageError } from "./fail.ts";
import { liveBaseUrl, readSettings } from "./settings.ts";

const why = (env: Record<string, string>, flags = {}): string => {
  try {
    readSettings(env, flags);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
};
const token = "canary0123456789";

describe("settings", () => {
  test("without a token mean the simulator, and blank is unset", () => {
    const blank = { GOREST_TOKEN: " ", GOREST_BASE_URL: "", GOREST_REQUEST_BUDGET: "\t", GOREST_SEED: "" };
    for (const env of [{}, blank]) {
      expect(readSettings(env)).toEqual({
        kind: "simulator",
        baseUrl: liveBaseUrl,
        loopback: false,
        token: undefined,
        proxy: undefined,
        secondToken: undefined,
        requestBudget: undefined,
        seed: undefined,
        recordedHar: "../shared/gorest/recorded.har",
        notes: [],
      });
    }
  });

  test("with a token mean the live service, or the base URL given without its trailing slash", () => {
    expect(readSettings({ GOREST_TOKEN: token })).toMatchObject({ kind: "live", baseUrl: liveBaseUrl, token });
    expect(readSettings({ GOREST_TOKEN: token, GOREST_BASE_URL: "https://api.example.org/public/v2//" })).toMatchObject(
      {
        baseUrl: "https://api.example.org/public/v2",
        loopback: false,
      },
    );
    for (const host of ["127.0.0.1", "localhost", "[::1]", "127.8.9.1", "sim.localhost"]) {
      const env = { GOREST_TOKEN: token, GOREST_BASE_URL: `http://${host}:4010/public/v2` };
      expect(readSettings(env)).toMatchObject({ loopback: true, baseUrl: `http://${host}:4010/public/v2` });
    }
  });

  test.each([
    [{ GOREST_TARGET: "live" }, {}, /^GOREST_TARGET=live and GOREST_TOKEN is not set: .*https:\/\/gorest\.co\.in/],
    [{ GOREST_TARGET: " LIVE ", GOREST_TOKEN: " " }, {}, /^GOREST_TARGET=live and GOREST_TOKEN is not set/],
    [{}, { live: true }, /^--live and GOREST_TOKEN is not set/],
    [{ GOREST_TARGET: "live", GOREST_SECOND_TOKEN: token }, {}, /^GOREST_TARGET=live and GOREST_TOKEN is not set/],
    [{ GOREST_TARGET: "production" }, {}, /^GOREST_TARGET: live or simulator is needed$/],
    [{ GOREST_TARGET: "simulator" }, { baseUrl: "https://h/x" }, /^--base-url and GOREST_TARGET=simulator contradict/],
  ])("refuse %o with %o rather than fall back to the simulator", (env, flags, line) => {
    expect(why(env, flags)).toMatch(line);
  });

  test("name the target, and say what of the rest does not count", () => {
    const both = { GOREST_TOKEN: token, GOREST_SECOND_TOKEN: `${token}2`, GOREST_BASE_URL: "https://h/x" };
    expect(readSettings({ ...both, GOREST_TARGET: "live" })).toMatchObject({
      kind: "live",
      baseUrl: "https://h/x",
      notes: [],
    });
    expect(readSettings({ ...both, GOREST_TARGET: "simulator" })).toMatchObject({
      kind: "simulator",
      baseUrl: liveBaseUrl,
      token: undefined,
      secondToken: undefined,
      notes: ["GOREST_TOKEN", "GOREST_SECOND_TOKEN", "GOREST_BASE_URL"].map(
        (name) => `${name} is set and not used: GOREST_TARGET=simulator`,
      ),
    });
    expect(readSettings({ GOREST_TOKEN: token, GOREST_TARGET: "simulator" }, { live: true })).toMatchObject({
      kind: "live",
      notes: ["--live wins over GOREST_TARGET=simulator"],
    });
  });

  test.each([
    ["GOREST_TOEKN", "GOREST_TOKEN"],
    ["GO_REST_TOKEN", "GOREST_TOKEN"],
    ["GOREST_API_TOKEN", "GOREST_TOKEN"],
    ["gorest_token", "GOREST_TOKEN"],
    ["GOREST_SECND_TOKEN", "GOREST_SECOND_TOKEN"],
    ["GOREST_URL", "GOREST_BASE_URL"],
    ["GOREST_TRAGET", "GOREST_TARGET"],
  ])("refuse %s, which would leave the run on another target than meant", (name, meant) => {
    expect(why({ [name]: token })).toMatch(
      new RegExp(`^${name} is set, and there is no such setting; did you mean ${meant}\\? Rename or unset it`),
    );
    expect(why({ [name]: token })).not.toContain(token);
    expect(readSettings({ [name]: token, GOREST_TARGET: "simulator" }).notes).toHaveLength(1);
    expect(readSettings({ [name]: " " }).notes).toEqual([]);
  });

  test.each(["GOREST_BSAE_URL", "GOREST_TRAGET"])(
    "refuse %s beside a token, which would go to the live service",
    (name) => {
      expect(why({ GOREST_TOKEN: token, [name]: "simulator" })).toMatch(/did you mean/);
    },
  );

  test("tell of other names that are none", () => {
    expect(readSettings({ GOREST_SEDE: "1", GOREST_COLOUR: "red" }).notes).toEqual([
      "GOREST_SEDE is set, and there is no such setting; did you mean GOREST_SEED?",
      "GOREST_COLOUR is set, and there is no such setting; .env.example lists them",
    ]);
    expect(readSettings({ GOREST_TOKEN: token, GOREST_TOKEN_OLD: token }).notes).toHaveLength(1);
  });

  test("refuse a base URL without a token", () => {
    expect(why({ GOREST_BASE_URL: "http://127.0.0.1:1" })).toContain("GOREST_TOKEN is not");
  });

  test.each([
    ["nonsense", "not a URL"],
    ["ftp://h/x", "not an http or https URL"],
    ["https://me:canary@h/x", "user name or password"],
    ["https://h/x?canary=1", "a query"],
    ["https://h/x?", "a query"],
    ["https://h/x#canary", "a fragment"],
    ["http://h/x", "use https"],
    ["http://127.0.0.1.example.org/x", "use https"],
    ["http://localhost.example.org/x", "use https"],
  ])("refuse the base URL %s and do not repeat it", (url, words) => {
    const line = why({ GOREST_TOKEN: token, GOREST_BASE_URL: url });
    expect(line).toMatch(/^GOREST_BASE_URL: /);
    expect(line).toContain(words);
    expect(line).not.toContain("canary");
  });

  test("take plain http to another machine only when told to", () => {
    const env = { GOREST_TOKEN: token, GOREST_BASE_URL: "http://mock.internal/public/v2" };
    expect(readSettings({ ...env, GOREST_ALLOW_PLAIN_HTTP: "yes" }).baseUrl).toBe("http://mock.internal/public/v2");
    expect(why({ ...env, GOREST_ALLOW_PLAIN_HTTP: "no" })).toContain("use https");
    expect(why({ ...env, GOREST_ALLOW_PLAIN_HTTP: "maybe" })).toContain("yes or no");
  });

  test("name what is around a token that should stand alone", () => {
    for (const name of ["GOREST_TOKEN", "GOREST_SECOND_TOKEN"])
      for (const value of [`"${token}`, `'${token}'`, `<${token}>`])
        expect(why({ [name]: value })).toMatch(
          /^GOREST_(SECOND_)?TOKEN: it begins or ends with a quote or an angle bracket/,
        );
    expect(why({ GOREST_TOKEN: `Bearer ${token}` })).toBe(
      "GOREST_TOKEN: leave out the word Bearer; the token alone is needed",
    );
    for (const value of ["12|aB3.c-d_e~f+g/h==", "user:pass", `canary/+="&%z`])
      expect(why({ GOREST_TOKEN: value })).toBe("accepted");
  });

  test.each(["canary with a space", "canary\nX-Evil: 1", "canaré", "canary\u0000"])(
    "refuse a token that cannot be one, without showing it: %j",
    (bad) => {
      for (const env of [{ GOREST_TOKEN: bad }, { GOREST_TOKEN: token, GOREST_SECOND_TOKEN: bad }]) {
        const line = why(env);
        expect(line).toContain("not shown here");
        expect(line).not.toContain("canar");
      }
    },
  );

  test("want the second token to be another one", () => {
    expect(readSettings({ GOREST_TOKEN: token, GOREST_SECOND_TOKEN: "other" }).secondToken).toBe("other");
    expect(why({ GOREST_TOKEN: token, GOREST_SECOND_TOKEN: token })).toContain("another account");
    expect(why({ GOREST_TOKEN: token, GOREST_SECOND_TOKEN: token })).not.toContain(token);
    expect(why({ GOREST_SECOND_TOKEN: token })).toContain("GOREST_TOKEN is not");
  });

  test.each(["-1", "9", "1e3", "12.5", "many", "1000001", "0x20", "9".repeat(400)])(
    "refuse the budget %s with the range it must be in",
    (budget) => {
      const line = why({ GOREST_REQUEST_BUDGET: budget });
      expect(line).toMatch(/^GOREST_REQUEST_BUDGET=".{1,41}": a whole number from 10 to 1000000 is needed$/);
      expect(why({}, { budget })).toMatch(/^--budget=/);
    },
  );

  test("read whole numbers, and a flag wins over its variable", () => {
    const env = { GOREST_REQUEST_BUDGET: "500", GOREST_SEED: " 7 " };
    expect(readSettings(env)).toMatchObject({ requestBudget: 500, seed: 7 });
    expect(readSettings(env, { budget: "60", seed: "0" })).toMatchObject({ requestBudget: 60, seed: 0 });
    expect(why({ GOREST_SEED: "2147483648" })).toContain("0 to 2147483647");
  });
});
