import { matchRoute } from "../contract/route.ts";

/** One request as a worker asks for it. */
export interface LoadRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base URL. */
  readonly path: string;
  readonly body?: string;
}

/** One connection's state: what it asks next, and what it learns from the answer. */
export interface Worker {
  next(): LoadRequest;
  /** The answer to the last request; status 0: there was none. */
  done(status: number, body: string): void;
}

/** What work is done with. */
export interface WorkContext {
  /** A user that exists for the whole run. */
  readonly userId: number;
  /** A fresh marked e-mail address. */
  readonly email: () => string;
  /** Uniform in [0, 1), seeded. */
  readonly random: () => number;
  /** A journey met an answer it had no reason to expect. */
  readonly surprise: (what: string) => void;
  /** A journey came to its end. */
  readonly completed: () => void;
}

/** Operation id of the spec, or the method and path where the spec has none. */
export const operationOf = (method: string, path: string): string =>
  matchRoute(method, path.split("?", 1)[0] ?? path)?.operation.id ?? `${method} ${path}`;

/** The id of the one record a body holds; undefined for anything else. */
export const idIn = (body: string): number | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && "id" in value && Number.isSafeInteger(value.id))
      return Number(value.id);
  } catch {
    // Not JSON: no id in it. The rules say what is wrong with such an answer.
  }
  return undefined;
};

/** Always the same cheapest read: for questions about the limiter. */
const readOne = ({ userId }: WorkContext): Worker => ({
  next: () => ({ method: "GET", path: `/users/${userId}` }),
  done: () => {},
});

/** One page of one: a read that needs no record of the caller's. */
const list = (): Worker => ({
  next: () => ({ method: "GET", path: "/users?per_page=1" }),
  done: () => {},
});

/** Reads as a client does: three in four one user, the rest a page of the list. */
const reads = ({ userId, random }: WorkContext): Worker => ({
  next: () =>
    random() < 0.75
      ? { method: "GET", path: `/users/${userId}` }
      : { method: "GET", path: `/users?page=${1 + Math.floor(random() * 3)}&per_page=10` },
  done: () => {},
});

/** Each step of a user's life: what is asked, and which answer lets it go on. */
const journeySteps: readonly {
  readonly expects: number;
  readonly request: (id: number, email: string) => LoadRequest;
}[] = [
  {
    expects: 201,
    request: (_, email) => ({
      method: "POST",
      path: "/users",
      body: JSON.stringify({ name: "Load Journey", gender: "female", email, status: "active" }),
    }),
  },
  { expects: 200, request: (id) => ({ method: "GET", path: `/users/${id}` }) },
  {
    expects: 200,
    request: (id) => ({ method: "PATCH", path: `/users/${id}`, body: JSON.stringify({ status: "inactive" }) }),
  },
  { expects: 204, request: (id) => ({ method: "DELETE", path: `/users/${id}` }) },
  { expects: 404, request: (id) => ({ method: "GET", path: `/users/${id}` }) },
];

/** create → read → patch → delete → gone, over and over. A step that met 429 or no answer is asked again. */
const journey = ({ email, surprise, completed }: WorkContext): Worker => {
  let step = 0;
  let id = 0;
  let address = email();
  let tries = 0;
  const restart = () => {
    step = 0;
    address = email();
  };
  return {
    next: () => journeySteps[step]?.request(id, address) ?? { method: "GET", path: "/users" },
    done(status, body) {
      const expected = journeySteps[step]?.expects;
      // No answer, or an edge's: the request may have been done, so the same step may now rightly answer otherwise.
      if (status === 0 || status >= 500) {
        if (++tries >= 3) restart();
        return;
      }
      if (status === 429) return;
      const after = tries;
      tries = 0;
      if (status !== expected) {
        if (after === 0) surprise(`step ${step + 1} answered ${status}, not ${expected}`);
        return restart();
      }
      if (step === 0) {
        const made = idIn(body);
        if (made === undefined) {
          surprise("a created user has no id");
          return restart();
        }
        id = made;
      }
      step++;
      if (step === journeySteps.length) {
        completed();
        restart();
      }
    },
  };
};

/** Every operation in turn, so that each has latencies: a journey with a list and a PUT between. */
const everything = (context: WorkContext): Worker => {
  const life = journey(context);
  let turn = 0;
  let mine = false;
  return {
    next() {
      turn++;
      mine = turn % 4 !== 0;
      if (mine) return life.next();
      return turn % 8 === 0
        ? { method: "PUT", path: `/users/${context.userId}`, body: JSON.stringify({ status: "active" }) }
        : { method: "GET", path: "/users?page=1&per_page=10" };
    },
    done(status, body) {
      if (mine) life.done(status, body);
    },
  };
};

/** What a stream's requests are. Each worker is one connection's. */
export const works = { readOne, list, reads, journey, everything } as const satisfies Record<
  string,
  (context: WorkContext) => Worker
>;
export type WorkId = keyof typeof works;
