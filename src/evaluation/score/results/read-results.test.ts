import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readResults, resultsIn, writtenBefore } from "./read-results.ts";

/** Names with outcomes, and messages of failures. */
const told = (text: string) => {
  const results = resultsIn(text);
  return [
    results?.format,
    ...(results?.tests.map(({ name, outcome, message }) =>
      message === undefined ? `${outcome}: ${name}` : `${outcome}: ${name} (${message})`,
    ) ?? []),
  ];
};

test("JUnit XML of pytest, whose suite has the tool's name, and of Newman, whose class is the collection", () => {
  const pytest = `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" tests="4">
<testcase classname="test_users" name="test_list" time="0.1"/>
<testcase classname="test_users" name="test_create"><failure message="assert 200 == 201">def test_create():
&gt; boom</failure></testcase>
<testcase classname="test_users" name="test_delete"><error message="failed on setup with &quot;KeyError: 'id'&quot;">trace</error></testcase>
<testcase classname="test_users" name="test_later"><skipped type="pytest.skip" message="no"/></testcase></testsuite></testsuites>`;
  expect(told(pytest)).toEqual([
    "JUnit XML",
    "passed: test_users › test_list",
    "failed: test_users › test_create (assert 200 == 201)",
    `failed: test_users › test_delete (failed on setup with "KeyError: 'id'")`,
    "skipped: test_users › test_later",
  ]);
  const newman = `<testsuites name="Users"><testsuite name="Create"><testcase name="status is 201" classname="Go"/></testsuite>
<testsuite name="Read"><testcase name="status is 201" classname="Go"><failure><![CDATA[expected 200 <to> equal 201]]></failure></testcase></testsuite></testsuites>`;
  expect(told(newman)).toEqual([
    "JUnit XML",
    "passed: Create › Go › status is 201",
    "failed: Read › Go › status is 201 (expected 200 <to> equal 201)",
  ]);
});

test("JUnit XML of Node, with tests that stand in no group", () => {
  const node = `<testsuites><testcase name="alone" classname="test"/><testsuite name="users">
<testcase name="creates" classname="test"><failure message="a&#10;b"/></testcase></testsuite></testsuites>`;
  expect(told(node)).toEqual(["JUnit XML", "passed: test › alone", "failed: users › test › creates (a\nb)"]);
});

test("vitest JSON counts a group whose hook failed, and does not name it", () => {
  const results = (numFailedTestSuites: number) =>
    JSON.stringify({
      numFailedTestSuites,
      testResults: [
        {
          name: "/app/test/users.test.ts",
          status: "failed",
          assertionResults: [
            { ancestorTitles: ["users"], title: "create", status: "failed", failureMessages: [] },
            { ancestorTitles: ["hooked"], title: "never", status: "skipped", failureMessages: [] },
          ],
        },
      ],
    });
  const tests = ["failed: test/users.test.ts › users › create", "skipped: test/users.test.ts › hooked › never"];
  expect(told(results(2))).toEqual(["vitest or jest JSON", ...tests]);
  expect(told(results(3))).toEqual(["vitest or jest JSON", ...tests, "failed: hook of a group"]);
});

test("JUnit XML of Maven, where a test that passed when it was run again has passed", () => {
  const surefire = `<testsuite name="com.acme.UsersTest" tests="2"><properties><property name="java" value="21"/></properties>
<testcase name="creates" classname="com.acme.UsersTest"><flakyFailure message="once"/></testcase>
<testcase name="deletes" classname="com.acme.UsersTest"><failure/><rerunFailure/></testcase></testsuite>`;
  expect(told(surefire)).toEqual([
    "JUnit XML",
    "passed: com.acme.UsersTest › creates",
    "failed: com.acme.UsersTest › deletes",
  ]);
});

test("TAP, with groups of tests in it", () => {
  const text = `TAP version 13
# Subtest: users
    # Subtest: list
    ok 1 - list
    # Subtest: create
    not ok 2 - create
      ---
      error: 'expected 201'
      ...
    ok 3 - later # SKIP not yet
    1..3
not ok 1 - users
ok 2 - alone
1..2`;
  expect(told(text)).toEqual([
    "TAP",
    "passed: users > list",
    "failed: users > create (expected 201)",
    "skipped: users > later",
    "passed: alone",
  ]);
});

test("CTRF", () => {
  const text = JSON.stringify({
    results: {
      tool: { name: "any" },
      tests: [
        { name: "list", suite: "users", status: "passed", duration: 3 },
        { name: "create", status: "failed", message: "no" },
        { name: "later", status: "pending" },
      ],
    },
  });
  expect(told(text)).toEqual(["CTRF", "passed: users › list", "failed: create (no)", "skipped: later"]);
});

test("Newman JSON, with folders, errors of requests and of scripts", () => {
  const text = JSON.stringify({
    collection: {
      item: [
        {
          name: "Users",
          item: [
            { id: "1", name: "Create" },
            { id: "2", name: "Read" },
          ],
        },
      ],
    },
    run: {
      executions: [
        {
          item: { id: "1", name: "Create" },
          assertions: [{ assertion: "is 201" }, { assertion: "has id", error: { message: "expected undefined" } }],
        },
        {
          item: { id: "2", name: "Read" },
          requestError: { code: "ECONNRESET", message: "socket hang up" },
          testScript: [{ error: { name: "TypeError", message: "of undefined" } }],
        },
      ],
    },
  });
  expect(told(text)).toEqual([
    "Newman JSON",
    "passed: Users › Create › is 201",
    "failed: Users › Create › has id (expected undefined)",
    "failed: Users › Read › request (socket hang up)",
    "failed: Users › Read › test script (of undefined)",
  ]);
});

test("vitest and jest JSON, also behind what npm prints, with a file that failed as a whole", () => {
  const text = `> app@1.0.0 test\n> vitest run\n\n${JSON.stringify({
    testResults: [
      {
        name: "/home/me/app/test/users.test.ts",
        status: "failed",
        assertionResults: [
          { ancestorTitles: ["users"], title: "list", fullName: "users list", status: "passed" },
          { ancestorTitles: ["users"], title: "create", status: "failed", failureMessages: ["Error: 200"] },
        ],
      },
      { name: "/home/me/app/test/setup.test.ts", status: "failed", message: "hook failed", assertionResults: [] },
    ],
  })}\n`;
  expect(told(text)).toEqual([
    "vitest or jest JSON",
    "passed: test/users.test.ts › users › list",
    "failed: test/users.test.ts › users › create (Error: 200)",
    "failed: test/setup.test.ts › file (hook failed)",
  ]);
});

test("Mocha, Playwright and Cucumber JSON", () => {
  const passed = { fullTitle: "users list", err: {} };
  const mocha = {
    stats: {},
    tests: [passed, { fullTitle: "users create" }],
    passes: [passed],
    failures: [
      { fullTitle: "users create", err: { message: "no" } },
      { fullTitle: 'users "before each" hook', err: { message: "down" } },
    ],
  };
  expect(told(JSON.stringify(mocha))).toEqual([
    "Mocha JSON",
    "passed: users list",
    "failed: users create (no)",
    'failed: users "before each" hook (down)',
  ]);
  const playwright = {
    config: {},
    suites: [
      {
        title: "users.spec.ts",
        specs: [{ title: "list", tests: [{ projectName: "api", status: "flaky", results: [] }] }],
        suites: [
          {
            title: "create",
            specs: [{ title: "is 201", tests: [{ status: "unexpected", results: [{ error: { message: "no" } }] }] }],
          },
        ],
      },
    ],
  };
  expect(told(JSON.stringify(playwright))).toEqual([
    "Playwright JSON",
    "passed: api › users.spec.ts › list",
    "failed: users.spec.ts › create › is 201 (no)",
  ]);
  const step = (status: string) => ({ result: { status, error_message: status === "failed" ? "no" : undefined } });
  const cucumber = [
    {
      name: "Users",
      elements: [
        { type: "scenario", name: "list", steps: [step("passed")] },
        { type: "scenario", name: "create", steps: [step("failed"), step("skipped")] },
      ],
    },
  ];
  expect(told(JSON.stringify(cucumber))).toEqual([
    "Cucumber JSON",
    "passed: Users › list",
    "failed: Users › create (no)",
  ]);
});

test("what pytest prints, with -v and without", () => {
  const verbose = `collected 3 items

tests/test_users.py::test_list PASSED                      [ 33%]
tests/test_users.py::test_create[male a] FAILED            [ 66%]
tests/test_users.py::test_later SKIPPED (no)               [100%]

=========================== short test summary info ============================
FAILED tests/test_users.py::test_create[male a] - assert 200 == 201
============= 1 failed, 1 passed, 1 skipped, 2 warnings in 0.12s ==============`;
  expect(told(verbose)).toEqual([
    "pytest text",
    "passed: tests/test_users.py::test_list",
    "failed: tests/test_users.py::test_create[male a] (assert 200 == 201)",
    "skipped: tests/test_users.py::test_later",
  ]);
  const quiet = "..F\nFAILED tests/test_users.py::test_create - assert 200 == 201\n1 failed, 2 passed in 0.10s\n";
  expect(resultsIn(quiet)?.tests).toEqual([
    {
      name: "tests/test_users.py::test_create",
      outcome: "failed",
      message: "assert 200 == 201",
      listedIfFailed: true,
    },
    { name: "tests that pytest names with -v only", outcome: "passed" },
  ]);
});

test("a test that runs several times passes when it never fails, and an id in its name tells no two runs apart", () => {
  const text =
    "1..3\nok 1 - user 7439123 of a.b-1@mail.example\nnot ok 2 - user 7439124 of c@mail.example\nok 3 - page 2\n";
  expect(told(text)).toEqual(["TAP", "failed: user N of EMAIL", "passed: page 2"]);
});

test.each([
  ["nothing", ""],
  ["prose", "all good"],
  ["JSON of another kind", '{"results":[]}'],
  ["JSON that was cut off", '{"run":{"executions":[{"item"'],
  ["another XML", "<html><body>502</body></html>"],
  ["a report without a test", "<testsuites/>"],
])("%s holds no results", (_, text) => {
  expect(resultsIn(text)).toBeUndefined();
});

test("a folder holds the results of all its files, and what was there before the run is not its result", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gorest-results-"));
  try {
    const file = (name: string, test: string) =>
      writeFile(join(folder, name), `<testsuite name="${name}"><testcase name="${test}"/></testsuite>`);
    await file("TEST-old.xml", "old");
    const before = await writtenBefore(folder);
    expect(await readResults(folder, before)).toEqual({ problem: `it wrote no results to ${folder}` });
    await file("TEST-a.xml", "a");
    await mkdir(join(folder, "deeper"));
    await file("deeper/TEST-b.xml", "b");
    await writeFile(join(folder, "about.txt"), "prose");
    const read = await readResults(folder, before);
    expect("tests" in read && read.tests.map(({ name }) => name)).toEqual(["TEST-a.xml › a", "deeper/TEST-b.xml › b"]);
    await writeFile(join(folder, "TEST-a.xml"), "prose");
    await rm(join(folder, "deeper"), { recursive: true });
    expect(await readResults(folder, before)).toMatchObject({ problem: expect.stringContaining("no known format") });
  } finally {
    await rm(folder, { recursive: true });
  }
});
