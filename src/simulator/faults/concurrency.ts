import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { userIdOf, withBody } from "../responses.ts";

/** How long a racing server leaves open between its check and its act: long enough for requests of one burst to meet in it. */
const racePauseMs = 20;

/** Requests at the same time that get in each other's way. */
export const concurrencyFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "create-race",
      sentence: "Two creates of one e-mail at the same time both succeed.",
      class: "concurrency",
      breaks: "emails-linearizable",
    },
    (_correct, { clock }) => ({
      beforeAct: (verb) => (verb === "create" ? clock.sleep(racePauseMs) : undefined),
    }),
  ),
  behaviourFault(
    {
      id: "delete-race",
      sentence: "Two deletes at the same time both answer 204.",
      class: "concurrency",
      breaks: "one-delete-wins",
    },
    (_correct, { clock }) => ({
      beforeAct: (verb) => (verb === "delete" ? clock.sleep(racePauseMs) : undefined),
    }),
  ),
  behaviourFault(
    {
      id: "email-update-race",
      sentence: "Two updates to one e-mail at the same time both succeed.",
      class: "concurrency",
      breaks: "emails-linearizable",
    },
    ({ change }, { clock, store }) => ({
      beforeAct: (verb) => (verb === "patch" || verb === "put" ? clock.sleep(racePauseMs) : undefined),
      // Only the check is too early: the change is made to the user as it is by then.
      change: (user, fields, verb) => change(store.get(user.id) ?? user, fields, verb),
    }),
  ),
  behaviourFault(
    {
      id: "limiter-race",
      sentence: "Calls at the same time are counted as one: a burst passes the limit.",
      class: "concurrency",
      breaks: "limit-is-enforced",
    },
    (_correct, { clock }) => ({
      charge: async (budget, nowUs) => {
        const back = budget.mark();
        const decision = budget.take(nowUs);
        const forward = budget.mark();
        back();
        await clock.sleep(racePauseMs);
        forward();
        return decision;
      },
    }),
  ),
  behaviourFault(
    {
      id: "lost-update-race",
      sentence: "Of two updates of different fields at the same time one is lost.",
      class: "concurrency",
      breaks: "records-linearizable",
    },
    (_correct, { clock }) => ({
      beforeAct: (verb) => (verb === "put" || verb === "patch" ? clock.sleep(racePauseMs) : undefined),
    }),
  ),
  wireFault(
    {
      id: "parallel-callers-mixed-up",
      sentence: "Of reads at the same time all are answered as if sent by the last caller.",
      class: "concurrency",
      breaks: "private-user-hidden-from-others",
    },
    (handler, { clock }) => {
      let latest: string | null = null;
      return async (request) => {
        if (request.method !== "GET" || userIdOf(request) === undefined) return handler(request);
        latest = request.headers.get("authorization");
        await clock.sleep(racePauseMs);
        const headers = new Headers(request.headers);
        if (latest === null) headers.delete("authorization");
        else headers.set("authorization", latest);
        return handler(new Request(request.url, { headers }));
      };
    },
  ),
  wireFault(
    {
      id: "parallel-creates-mixed-up",
      sentence: "Of creates at the same time all are answered with the user made last.",
      class: "concurrency",
      breaks: "create-echoes-input",
    },
    (handler, { clock }) => {
      let made: string | undefined;
      return async (request) => {
        const response = await handler(request);
        if (request.method !== "POST" || response.status !== 201) return response;
        made = await response.text();
        await clock.sleep(racePauseMs);
        return withBody(response, made);
      };
    },
  ),
  behaviourFault(
    {
      id: "parallel-creates-share-an-id",
      sentence: "Creates at the same time get the same id.",
      class: "concurrency",
      breaks: "ids-are-new",
    },
    ({ nextId }, { clock, store, random }) => {
      let waiting = 0;
      let shared = 0;
      return {
        beforeAct: (verb) => {
          if (verb !== "create") return undefined;
          if (waiting++ === 0) shared = nextId(store, random);
          return clock.sleep(racePauseMs);
        },
        nextId: () => {
          waiting--;
          return shared;
        },
      };
    },
  ),
  wireFault(
    {
      id: "parallel-lists-mixed-up",
      sentence: "Of lists at the same time all get the answer to the last.",
      class: "concurrency",
      breaks: "filter-matches-every-item",
    },
    (handler, { clock }) => {
      const latest = new Map<string | null, string>();
      return async (request) => {
        if (request.method !== "GET" || userIdOf(request) !== undefined) return handler(request);
        const who = request.headers.get("authorization");
        latest.set(who, request.url);
        await clock.sleep(racePauseMs);
        return handler(new Request(latest.get(who) ?? request.url, { headers: request.headers }));
      };
    },
  ),
  wireFault(
    {
      id: "parallel-reads-mixed-up",
      sentence: "Of reads at the same time all answer with the user of the last.",
      class: "concurrency",
      breaks: "read-answers-the-id-asked",
    },
    (handler, { clock }) => {
      const latest = new Map<string | null, string>();
      return async (request) => {
        if (request.method !== "GET" || userIdOf(request) === undefined) return handler(request);
        const who = request.headers.get("authorization");
        latest.set(who, request.url);
        await clock.sleep(racePauseMs);
        return handler(new Request(latest.get(who) ?? request.url, { headers: request.headers }));
      };
    },
  ),
  behaviourFault(
    {
      id: "second-create-at-once-refused",
      sentence: "While a create is under way another one is refused as if its e-mail were taken.",
      class: "concurrency",
      breaks: "valid-create-is-accepted",
    },
    ({ isTaken }, { clock }) => {
      let underWay = 0;
      return {
        isTaken: (store, email, self, caller) =>
          (self === undefined && underWay > 0) || isTaken(store, email, self, caller),
        beforeAct: async (verb) => {
          if (verb !== "create") return;
          underWay++;
          await clock.sleep(racePauseMs);
          underWay--;
        },
      };
    },
  ),
];
