/**
 * What a test would have to assert, in no tool's words. In texts, `@status`, `@body`, `@headers` and `@header(X-Name)`
 * stand for parts of the answer; other names are variables of the test: `sent`, `created`.
 */
export type Check =
  | { readonly kind: "equal"; readonly actual: string; readonly expected: string }
  | { readonly kind: "match"; readonly actual: string; readonly pattern: string }
  /** An expression that is true, in JavaScript and in Python. */
  | { readonly kind: "true"; readonly js: string; readonly python: string };

export interface Assertion {
  /** The requests it takes, in words: "DELETE /users/{id}, then GET /users/{id}". */
  readonly request: string;
  readonly check: Check;
}

export const assert = (request: string, check: Check): Assertion => ({ request, check });
export const equal = (actual: string, expected: string): Check => ({ kind: "equal", actual, expected });
export const status = (code: number): Check => equal("@status", String(code));
export const match = (actual: string, pattern: string): Check => ({ kind: "match", actual, pattern });
export const isTrue = (js: string, python: string): Check => ({ kind: "true", js, python });
/** An expression as Python writes it, of what is plain enough to stand in an equality. */
const inPython = (text: string): string =>
  text.startsWith('"')
    ? text
    : text
        .replaceAll("undefined", "None")
        .replaceAll("...", "**")
        .replace(/(@?[\w.]+)\.length\b/, "len($1)")
        .replace(/(?<=[\w\])])\.([a-z]+)\b/g, '["$1"]');

/** Of every user in a list. */
export const every = (js: string, python: string): Check =>
  isTrue(`@body.every((user) => ${js})`, `all(${python} for user in @body)`);
/** Whether a list holds a user of this id. */
export const lists = (id: string): Check =>
  isTrue(`@body.some((user) => user.id === ${id})`, `any(user["id"] == ${inPython(id)} for user in @body)`);
export const listsNot = (id: string): Check => every(`user.id !== ${id}`, `user["id"] != ${inPython(id)}`);

/** Whose assertions a line of code is written in. @internal */
export const tools = ["newman", "playwright", "pytest", "expect"] as const;
export type Tool = (typeof tools)[number];

/** What a tool's assertions are known as. */
export const toolNames: Readonly<Record<Tool, string>> = {
  newman: "Postman and Newman",
  playwright: "Playwright",
  pytest: "pytest with requests",
  expect: "vitest or jest with supertest",
};

/** The tool whose words a suite speaks, by its command line. */
export const toolOf = (command: string): Tool => {
  if (/newman|postman/i.test(command)) return "newman";
  if (/playwright/i.test(command)) return "playwright";
  return /pytest|python|\.py\b|tavern|schemathesis|robot/i.test(command) ? "pytest" : "expect";
};

interface Words {
  readonly status: string;
  readonly body: string;
  readonly headers: string;
  readonly header: (name: string) => string;
}

const words: Readonly<Record<Tool, Words>> = {
  newman: {
    status: "pm.response.code",
    body: "pm.response.json()",
    headers: "pm.response.headers.toObject()",
    header: (name) => `pm.response.headers.get("${name}")`,
  },
  playwright: {
    status: "response.status()",
    body: "(await response.json())",
    headers: "response.headers()",
    header: (name) => `response.headers()["${name.toLowerCase()}"]`,
  },
  pytest: {
    status: "response.status_code",
    body: "response.json()",
    headers: "response.headers",
    header: (name) => `response.headers.get("${name}")`,
  },
  expect: {
    status: "response.status",
    body: "response.body",
    headers: "response.headers",
    header: (name) => `response.headers["${name.toLowerCase()}"]`,
  },
};

const spoken = (text: string, tool: Tool): string => {
  const { status: code, body, headers, header } = words[tool];
  return text
    .replace(/@header\(([\w-]+)\)/g, (_, name: string) => header(name))
    .replaceAll("@headers", headers)
    .replaceAll("@status", code)
    .replaceAll("@body", body);
};

const python = (check: Check): string => {
  const say = (text: string) => spoken(inPython(text), "pytest");
  if (check.kind === "true") return `assert ${spoken(check.python, "pytest")}`;
  if (check.kind === "match") return `assert re.search(r"${check.pattern}", ${say(check.actual)})`;
  return `assert ${say(check.actual)} == ${say(check.expected)}`;
};

/** One line of code that makes a test fail where the contract is broken. */
export const codeOf = ({ check }: Assertion, sentence: string, tool: Tool): string => {
  if (tool === "pytest") return python(check);
  const chai = tool === "newman";
  const expect = (actual: string, matcher: string, value: string) =>
    `${chai ? "pm." : ""}expect(${spoken(actual, tool)}).${matcher}(${spoken(value, tool)})`;
  const line =
    check.kind === "true"
      ? expect(check.js, chai ? "to.equal" : "toBe", "true")
      : check.kind === "match"
        ? expect(check.actual, chai ? "to.match" : "toMatch", `/${check.pattern}/`)
        : expect(check.actual, chai ? "to.eql" : "toEqual", check.expected);
  return chai ? `pm.test(${JSON.stringify(sentence)}, () => ${line});` : `${line};`;
};
