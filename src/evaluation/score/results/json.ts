import { isObject } from "../../../contract/is-object.ts";
import { failed, failedAround, nameOf, type TestResult } from "./test-result.ts";

type Fields = Readonly<Record<string, unknown>>;

const objects = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isObject) : []);
const object = (value: unknown): Fields => (isObject(value) ? value : {});
const string = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const messageIn = (value: unknown): string | undefined =>
  string(value) ?? string(object(value).message) ?? string(object(value).name);

/** A value of JSON that is a report of this kind. */
interface JsonFormat {
  readonly name: string;
  readonly read: (value: unknown) => readonly TestResult[] | undefined;
}

const byStatus = (name: string, status: unknown, message: string | undefined): TestResult => {
  if (status === "passed") return { name, outcome: "passed" };
  return status === "failed" || status === "broken" || status === "error"
    ? failed(name, message)
    : { name, outcome: "skipped" };
};

/** @see https://ctrf.io/docs/specification/overview */
const ctrf: JsonFormat = {
  name: "CTRF",
  read: (value) => {
    const { results } = object(value);
    if (!isObject(results) || !Array.isArray(results.tests)) return undefined;
    return objects(results.tests).map(({ name, suite, status, message }) =>
      byStatus(nameOf([...strings(suite), string(suite), string(name)]), status, string(message)),
    );
  },
};

/** Names of requests with their folders, by the ids that executions refer to. */
const foldersOf = (items: unknown, above: readonly string[] = []): ReadonlyMap<string, readonly string[]> =>
  new Map(
    objects(items).flatMap((item) => {
      const path = [...above, string(item.name) ?? "request"];
      return [[string(item.id) ?? "", path] as const, ...foldersOf(item.item, path)];
    }),
  );

/** @see https://github.com/postmanlabs/newman#json-reporter */
const newman: JsonFormat = {
  name: "Newman JSON",
  read: (value) => {
    const { run, collection } = object(value);
    if (!isObject(run) || !Array.isArray(run.executions)) return undefined;
    const folders = foldersOf(object(collection).item);
    return objects(run.executions).flatMap((execution) => {
      const item = object(execution.item);
      const path = folders.get(string(item.id) ?? "") ?? [string(item.name) ?? "request"];
      const errors = [
        ["request", execution.requestError],
        ...objects(execution.prerequestScript).map(({ error }) => ["pre-request script", error] as const),
        ...objects(execution.testScript).map(({ error }) => ["test script", error] as const),
      ] as const;
      return [
        ...errors
          .filter(([, error]) => error !== undefined && error !== null)
          .map(([what, error]) => failedAround(nameOf([...path, what]), messageIn(error))),
        ...objects(execution.assertions).map(({ assertion, skipped, error }): TestResult => {
          const name = nameOf([...path, string(assertion) ?? "assertion without a name"]);
          if (error !== undefined && error !== null) return failed(name, messageIn(error));
          return { name, outcome: skipped === true ? "skipped" : "passed" };
        }),
      ];
    });
  },
};

/** The end of a path: the same in every copy of a project. */
const shortPath = (path: unknown): string => (string(path) ?? "file").split(/[\\/]/).slice(-2).join("/");

/** Files and groups that failed tests explain: each that holds one. */
const explainedBy = (files: readonly Fields[]): number =>
  new Set(
    files.flatMap(({ name, assertionResults }) =>
      objects(assertionResults)
        .filter(({ status }) => status === "failed")
        .flatMap(({ ancestorTitles }) => {
          const path = [string(name) ?? "", ...strings(ancestorTitles)];
          return path.map((_, at) => JSON.stringify(path.slice(0, at + 1)));
        }),
    ),
  ).size;

/** @see https://jestjs.io/docs/configuration#testresultsprocessor-string */
const jest: JsonFormat = {
  name: "vitest or jest JSON",
  read: (value) => {
    const { testResults, numFailedTestSuites } = object(value);
    if (!Array.isArray(testResults)) return undefined;
    const files = objects(testResults);
    const results = files.flatMap((file) => {
      const path = shortPath(file.name);
      const tests = objects(file.assertionResults).map(
        ({ ancestorTitles, title, fullName, status, failureMessages }) => {
          const name = nameOf([path, ...strings(ancestorTitles), string(title) ?? string(fullName)]);
          return byStatus(name, status, strings(failureMessages)[0]);
        },
      );
      // A file that cannot be loaded, or a hook, fails without a test of its own.
      const around = file.status === "failed" && !tests.some(({ outcome }) => outcome === "failed");
      return around ? [failedAround(nameOf([path, "file"]), string(file.message)), ...tests] : tests;
    });
    // In vitest a group with a failed hook is counted and not named; its tests are skipped.
    const hidden =
      Number(numFailedTestSuites ?? 0) > explainedBy(files) && !results.some(({ listedIfFailed }) => listedIfFailed);
    return hidden ? [...results, failedAround("hook of a group", undefined)] : results;
  },
};

const mocha: JsonFormat = {
  name: "Mocha JSON",
  read: (value) => {
    const { stats, tests, passes, failures, pending } = object(value);
    if (!isObject(stats) || !Array.isArray(tests) || !Array.isArray(failures)) return undefined;
    const name = (test: Fields) => nameOf([string(test.fullTitle) ?? string(test.title)]);
    const listed = new Set(objects(tests).map(name));
    return [
      ...objects(passes).map((test): TestResult => ({ name: name(test), outcome: "passed" })),
      ...objects(pending).map((test): TestResult => ({ name: name(test), outcome: "skipped" })),
      // Hooks fail without being tests.
      ...objects(failures).map((test) =>
        (listed.has(name(test)) ? failed : failedAround)(name(test), messageIn(test.err)),
      ),
    ];
  },
};

const playwrightOutcomes: Readonly<Record<string, TestResult["outcome"]>> = {
  expected: "passed",
  flaky: "passed",
  unexpected: "failed",
};

const playwrightSuite = (suite: Fields, above: readonly string[]): readonly TestResult[] => {
  const path = [...above, string(suite.title) ?? ""];
  return [
    ...objects(suite.specs).flatMap((spec) =>
      objects(spec.tests).map((test): TestResult => {
        const name = nameOf([string(test.projectName), ...path, string(spec.title)]);
        const outcome = playwrightOutcomes[string(test.status) ?? ""] ?? "skipped";
        return outcome === "failed"
          ? failed(name, messageIn(objects(test.results).find(({ error }) => error !== undefined)?.error))
          : { name, outcome };
      }),
    ),
    ...objects(suite.suites).flatMap((inner) => playwrightSuite(inner, path)),
  ];
};

/** @see https://playwright.dev/docs/test-reporters#json-reporter */
const playwright: JsonFormat = {
  name: "Playwright JSON",
  read: (value) => {
    const { suites, errors } = object(value);
    if (!Array.isArray(suites)) return undefined;
    return [
      ...objects(errors).map((error) => failedAround("outside of any test", messageIn(error))),
      ...objects(suites).flatMap((suite) => playwrightSuite(suite, [])),
    ];
  },
};

/** Also Karate's. */
const cucumber: JsonFormat = {
  name: "Cucumber JSON",
  read: (value) => {
    const features = objects(value).filter(({ elements }) => Array.isArray(elements));
    if (features.length === 0) return undefined;
    return features.flatMap((feature) =>
      objects(feature.elements)
        .filter(({ type }) => type !== "background")
        .map((scenario): TestResult => {
          const name = nameOf([string(feature.name), string(scenario.name) ?? string(scenario.id)]);
          const parts = [...objects(scenario.before), ...objects(scenario.steps), ...objects(scenario.after)];
          const results = parts.map(({ result }) => object(result));
          const bad = results.find(({ status }) => status === "failed" || status === "undefined");
          if (bad !== undefined) return failed(name, string(bad.error_message));
          return { name, outcome: results.every(({ status }) => status === "passed") ? "passed" : "skipped" };
        }),
    );
  },
};

/** Reports in JSON, recognised by their fields. */
export const jsonFormats: readonly JsonFormat[] = [ctrf, newman, jest, mocha, playwright, cucumber];

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** JSON that may stand among other output, as it does where `npm test` prints it. */
export const jsonIn = (text: string): unknown => {
  const whole = parsed(text.trim().replace(/^\ufeff/, ""));
  if (whole !== undefined) return whole;
  const begin = text.search(/^[{[]/m);
  const end = Math.max(text.lastIndexOf("\n}"), text.lastIndexOf("\n]")) + 2;
  return begin < 0 ? undefined : (parsed(text.slice(begin)) ?? parsed(text.slice(begin, end)));
};
