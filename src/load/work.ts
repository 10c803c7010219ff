import { type Described, requestOf } from "../client/api.ts";
import type { UserFilters } from "../client/typed-client.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import { usersIn } from "../contract/own-records.ts";
import type { Arrivals } from "./schedule.ts";

/** One connection's state: its next request, and what it learns from the answer. */
export interface Worker {
  next(): Described;
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
  readonly onUnexpectedAnswer: (what: string) => void;
  /** A journey came to its end. */
  readonly completed: () => void;
}

const readOf = (id: number): Described => requestOf.GET("/users/{id}", { params: { path: { id } } });
const pageOf = (query: UserFilters): Described => requestOf.GET("/users", { params: { query } });

/** Always the same cheapest read: for questions about the limiter. */
const readOne = ({ userId }: WorkContext): Worker => ({
  next: () => readOf(userId),
  done: () => {},
});

/** One page of one: a read that needs no record of the caller's. */
const list = (): Worker => ({
  next: () => pageOf({ per_page: 1 }),
  done: () => {},
});

/** Reads as a client does: three in four one user, the rest a page of the list. */
const reads = ({ userId, random }: WorkContext): Worker => ({
  next: () => (random() < 0.75 ? readOf(userId) : pageOf({ page: 1 + Math.floor(random() * 3), per_page: 10 })),
  done: () => {},
});

/** Each step of a user's life: the request, and which answer lets it go on. */
const journeySteps: readonly {
  readonly expects: number;
  readonly request: (id: number, email: string) => Described;
}[] = [
  {
    expects: 201,
    request: (_, email) =>
      requestOf.POST("/users", { body: { name: "Load Journey", gender: "female", email, status: "active" } }),
  },
  { expects: 200, request: readOf },
  {
    expects: 200,
    request: (id) => requestOf.PATCH("/users/{id}", { params: { path: { id } }, body: { status: "inactive" } }),
  },
  { expects: 204, request: (id) => requestOf.DELETE("/users/{id}", { params: { path: { id } } }) },
  { expects: 404, request: readOf },
];

/** create → read → patch → delete → gone, over and over. A step that met 429 or no answer is sent again. */
const journey = ({ email, onUnexpectedAnswer, completed }: WorkContext): Worker => {
  let step = 0;
  let id = 0;
  let address = email();
  let tries = 0;
  const restart = () => {
    step = 0;
    address = email();
  };
  return {
    next: () => journeySteps[step]?.request(id, address) ?? pageOf({}),
    done(status, body) {
      const expected = journeySteps[step]?.expects;
      // No answer, or a gateway's: the request may have been done, so the same step may now rightly answer otherwise.
      if (status === 0 || status >= 500) {
        if (++tries >= 3) restart();
        return;
      }
      if (status === 429) return;
      const after = tries;
      tries = 0;
      if (status !== expected) {
        if (after === 0) onUnexpectedAnswer(`step ${step + 1} answered ${status}, not ${expected}`);
        return restart();
      }
      if (step === 0) {
        const made = usersIn(body)[0]?.id;
        if (made === undefined) {
          onUnexpectedAnswer("a created user has no id");
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
        ? requestOf.PUT("/users/{id}", { params: { path: { id: context.userId } }, body: { status: "active" } })
        : pageOf({ page: 1, per_page: 10 });
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

/** Requests that share a schedule, a token and a way of meeting refusals. */
export interface Stream {
  /** Unique within the scenario; shown in reports. */
  readonly name: string;
  readonly as: TokenAlias;
  readonly arrivals: Arrivals;
  readonly work: WorkId;
  /** `paced`: the pacer has the last word on when each request leaves. `now`: it leaves at its slot. */
  readonly pace: "paced" | "now";
  /** What becomes of a request that met 429: sent again until accepted, or counted as refused. */
  readonly refused: "retry" | "count";
  /** Connections to the proxy, at most as many requests are under way at once. */
  readonly connections: number;
}
