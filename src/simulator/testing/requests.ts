import type { Simulator } from "../simulator.ts";

/** One request to a simulator in process, for tests. */
export interface TestRequest {
  readonly as?: "A" | "B" | "invalid" | "anonymous";
  /** A value to send as JSON, or text to send as it is. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON value; undefined where there is none. */
  readonly json: unknown;
}

const base = "http://simulator.test/public/v2";

/** A short way to ask: `ask("GET /users?page=2", { as: "A" })`. Default caller: A. */
export const sendingTo =
  (simulator: Pick<Simulator, "fetch" | "tokens">) =>
  async (line: string, { as = "A", json, text, headers }: TestRequest = {}): Promise<TestAnswer> => {
    const [method = "GET", path = "/users"] = line.split(" ");
    const body = text ?? (json === undefined ? undefined : JSON.stringify(json));
    const token = as === "anonymous" ? undefined : as === "invalid" ? "no-such-token" : simulator.tokens[as];
    const response = await simulator.fetch(
      new Request(base + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      }),
    );
    const answer = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text: answer,
      json: isJson && answer !== "" ? JSON.parse(answer) : undefined,
    };
  };

let made = 0;
/** A valid user with an e-mail of its own. */
export const someone = (over: Readonly<Record<string, unknown>> = {}) => ({
  name: "Tonny Stark",
  email: `tonny.${++made}@example.com`,
  gender: "male",
  status: "active",
  ...over,
});

/** The id of the user an answer shows. */
export const idOf = (answer: TestAnswer): number => {
  const value = answer.json;
  if (typeof value === "object" && value !== null && "id" in value && typeof value.id === "number") return value.id;
  throw new Error(`no user in ${answer.status} ${answer.text}`);
};
