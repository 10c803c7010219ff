import fc from "fast-check";
import { expect, test } from "vitest";
import {
  created,
  deleted,
  fieldsOf,
  listed,
  marker,
  notFound,
  type Parts,
  shown,
  unprocessable,
  userOf,
} from "../checks/testing/history.ts";
import type { User } from "../contract/document.ts";
import { isObject } from "../contract/is-object.ts";
import { type Answered, type Observation, type ObservedRequest, observeOutcome } from "../contract/observation.ts";
import { userFields } from "../contract/resources.ts";
import { maySee, mustSee } from "./belief.ts";
import { outcomeOf, requestOf } from "./testing/events.ts";
import { createWorld, type World } from "./world.ts";

/**
 * Requests of one caller that overlap as they like, some of whose answers get lost, before or after they were carried
 * out. The server does each at one moment, and does it right: whatever the world then holds impossible would be a false
 * alarm of some rule.
 */
interface Act {
  readonly line: string;
  readonly body: Partial<User> | undefined;
  readonly sentUs: number;
  /** When the server carries it out; undefined: it never arrives. */
  readonly actsUs: number | undefined;
  /** When the answer comes, or the caller gives up. */
  readonly doneUs: number;
  readonly lost: boolean;
}

const emails = ["one", "two", "three"].map((local) => `${local}.${marker}@example.com`);
const email = fc.constantFrom(...emails);
const name = fc.constantFrom("Ada", "Bo");
const id = fc.constantFrom(1, 2, 3);

const ask: fc.Arbitrary<Pick<Act, "line" | "body">> = fc.oneof(
  email.map((email) => ({ line: "A POST /users", body: fieldsOf(userOf(0, { email })) })),
  fc.tuple(id, email).map(([id, email]) => ({ line: `A PATCH /users/${id}`, body: { email } })),
  fc.tuple(id, name).map(([id, name]) => ({ line: `A PUT /users/${id}`, body: { name } })),
  id.map((id) => ({ line: `A DELETE /users/${id}`, body: undefined })),
  id.map((id) => ({ line: `A GET /users/${id}`, body: undefined })),
  fc.constant({ line: `A GET /users?email=${marker}&per_page=100`, body: undefined }),
);

const act: fc.Arbitrary<Act> = fc
  .record({
    ask,
    sentUs: fc.nat({ max: 60 }),
    waits: fc.nat({ max: 12 }),
    returns: fc.nat({ max: 12 }),
    fate: fc.constantFrom("answered", "answered", "answered", "answered", "answer lost", "late", "request lost"),
  })
  .map(({ ask, sentUs, waits, returns, fate }) => {
    const leaves = sentUs * 10;
    const doneUs = leaves + (waits + returns + 1) * 10;
    // Never at the moment of an event; late: long after the caller gave up.
    const acts = fate === "late" ? doneUs + waits * 20 + 5 : leaves + waits * 10 + 5;
    return {
      ...ask,
      sentUs: leaves,
      actsUs: fate === "request lost" ? undefined : acts,
      doneUs,
      lost: fate !== "answered",
    };
  });

/** What Go REST does, for one account and valid values. */
const honestServer = () => {
  const users = new Map<number, User>();
  let lastId = 0;
  const holder = (email: string) => [...users.values()].find((user) => user.email === email)?.id;
  const taken = unprocessable(["email", "has already been taken"]);
  return (line: string, body: Partial<User> | undefined): Parts => {
    const [, method, path = ""] = line.split(" ");
    if (method === "POST") {
      if (body?.email !== undefined && holder(body.email) !== undefined) return taken;
      const user = { ...userOf(0), ...body, id: ++lastId };
      users.set(user.id, user);
      return created(user);
    }
    if (path.startsWith("/users?")) return listed([...users.values()].reverse(), { limit: 100 });
    const user = users.get(Number(path.slice("/users/".length)));
    if (user === undefined) return notFound;
    if (method === "GET") return shown(user);
    if (method === "DELETE") {
      users.delete(user.id);
      return deleted;
    }
    if (body?.email !== undefined && (holder(body.email) ?? user.id) !== user.id) return taken;
    users.set(user.id, { ...user, ...body });
    return shown({ ...user, ...body });
  };
};

const isAnswered = (observation: Observation): observation is Answered => observation.answer !== undefined;

/**
 * What of an honest answer the world thinks impossible at that moment. A sentence a time: `expect` costs more than what it
 * would compare, thousands of times.
 */
const wronged = (observation: Answered, world: World): readonly string[] => {
  const wrong: string[] = [];
  const hold = (holds: boolean, what: string) => {
    if (!holds) wrong.push(`#${observation.sent.seq} ${operation?.id} answered ${status}: ${what}`);
  };
  const { answer, sent, endUs, operation, id: asked } = observation;
  const { status } = answer;
  const belief = asked === undefined ? undefined : world.beliefs.get(asked);
  if (belief !== undefined) {
    const found = status !== 404;
    hold(maySee(belief.alive, found, sent.startUs, endUs), `user ${asked} may not be there`);
    hold((mustSee(belief.alive, sent.startUs, endUs) ?? found) === found, `user ${asked} is as it must not be`);
  }
  if (operation?.id === "getUser" && status === 200 && belief !== undefined && answer.body.kind === "json") {
    const user = answer.body.value;
    for (const field of userFields) {
      const must = mustSee(belief.fields[field], sent.startUs, endUs);
      if (must !== undefined) hold(isObject(user) && user[field] === must, `${field} must be ${must}`);
    }
  }
  const isWrite = operation?.id === "createUser" || operation?.id === "patchUser" || operation?.id === "putUser";
  if (isWrite && status !== 404) {
    const { errors, open } = world.predict(observation, endUs);
    if (errors.length > 0) hold(status === 422, "it must be refused");
    if (errors.length === 0 && open.size === 0) hold(status < 300, "it must be accepted");
  }
  if (operation?.id === "listUsers" && answer.body.kind === "json" && Array.isArray(answer.body.value)) {
    const ids: readonly unknown[] = answer.body.value.map(({ id }: User) => id);
    for (const { id, alive, createdUs } of world.beliefs.values()) {
      const there = createdUs <= sent.startUs ? mustSee(alive, sent.startUs, endUs) : undefined;
      if (there !== undefined) hold(ids.includes(id) === there, `user ${id} in the list: must be ${there}`);
    }
  }
  return wrong;
};

/** Plays the acts in order of time: an answer comes before what is sent at the same moment. */
const play = (acts: readonly Act[]): { readonly world: World; readonly wrong: readonly string[] } => {
  const wrong: string[] = [];
  const server = honestServer();
  const fold = createWorld((text) => text.includes(marker));
  const requests = new Map<Act, ObservedRequest>();
  const answers = new Map<Act, Parts>();
  let seq = 0;
  const moments = acts.flatMap((one) => [
    {
      atUs: one.sentUs,
      order: 1,
      run: () => {
        const request = requestOf(one.line, one.body, seq + 1, one.sentUs);
        // Nobody can name a user before being shown one.
        if (request.id !== undefined && !fold.world.beliefs.has(request.id)) return;
        seq++;
        requests.set(one, request);
        fold.sent(request);
      },
    },
    {
      atUs: one.actsUs ?? -1,
      order: 2,
      run: () => {
        if (one.actsUs !== undefined && requests.has(one)) answers.set(one, server(one.line, one.body));
      },
    },
    {
      atUs: one.doneUs,
      order: 0,
      run: () => {
        const request = requests.get(one);
        if (request === undefined) return;
        const outcome = outcomeOf(one.lost ? undefined : answers.get(one));
        const observation = observeOutcome(request, { ...request.sent, outcome, endUs: one.doneUs });
        if (isAnswered(observation)) wrong.push(...wronged(observation, fold.world));
        fold.done(observation);
      },
    },
  ]);
  for (const { run } of moments.sort((a, b) => a.atUs - b.atUs || a.order - b.order)) run();
  return { world: fold.world, wrong };
};

test("a server that does everything right is never found wrong, whatever overlaps and whatever gets lost", () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 4, maxLength: 24 }), (acts) => {
      const { world, wrong } = play(acts);
      expect(wrong).toEqual([]);
      expect(world.resets).toEqual([]);
      expect(world.oldestOpenUs).toBe(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 300 },
  );
});
