import { describe, expect, it } from "vitest";
import type { User } from "../../contract/document.ts";
import type { Exchange, HistoryEvent } from "../../contract/exchange.ts";
import { seededRandom } from "../../contract/random.ts";
import { createJudge } from "../judge.ts";
import { emailsLinearizable } from "../rules/emails-linearizable.ts";
import { oneDeleteWins } from "../rules/one-delete-wins.ts";
import { recordsLinearizable } from "../rules/records-linearizable.ts";
import {
  baseUrl,
  created,
  deleted,
  fieldsOf,
  marker,
  notFound,
  type Parts,
  shown,
  unprocessable,
  userOf,
} from "../testing/history.ts";

/**
 * A history of many workers at once on a correct service: each request takes effect at one random moment between its
 * sending and its answer. Some get no answer; then it may have taken effect all the same, later even.
 */
const correctHistory = (seed: number, count: number, users: number, workers: number): readonly HistoryEvent[] => {
  const random = seededRandom(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const store = new Map<number, User>();
  const ids: number[] = [];
  let nextId = 100;
  const plans: { startUs: number; atUs: number; endUs: number; lost: boolean }[] = [];
  const free = Array.from({ length: workers }, () => pick(1000));
  for (let i = 0; i < count; i++) {
    const worker = free.indexOf(Math.min(...free));
    const startUs = free[worker] ?? 0;
    const endUs = startUs + 1000 + pick(20_000);
    const lost = random() < 0.01;
    const atUs = lost && random() < 0.5 ? endUs + pick(30_000) : startUs + pick(endUs - startUs);
    plans.push({ startUs, atUs, endUs, lost });
    free[worker] = endUs + pick(2000);
  }
  const tasks: { us: number; run: () => void }[] = [];
  const events: HistoryEvent[] = [];
  plans.forEach(({ startUs, atUs, endUs, lost }, at) => {
    let sent: Omit<Exchange, "outcome" | "endUs"> | undefined;
    let act: (() => Parts) | undefined;
    let parts: Parts = notFound;
    tasks.push({
      us: startUs,
      run: () => {
        const email = `e${pick(users)}.${marker}@example.com`;
        const id = ids[ids.length - 1 - pick(Math.min(users, ids.length))];
        const roll = random();
        let method = "GET";
        let body: { [name: string]: string } | undefined;
        if (ids.length < users || id === undefined || roll < 0.05) {
          method = "POST";
          const user = userOf(0, { email: random() < 0.5 ? email : `new${at}.${marker}@example.com` });
          body = fieldsOf(user);
          act = () => {
            if ([...store.values()].some((other) => other.email === user.email))
              return unprocessable(["email", "has already been taken"]);
            const made = { ...user, id: nextId++ };
            store.set(made.id, made);
            return created(made);
          };
        } else if (roll < 0.1) {
          method = "DELETE";
          act = () => (store.delete(id) ? deleted : notFound);
        } else if (roll < 0.5) {
          method = "PATCH";
          const changes: { readonly [name: string]: string }[] = [
            { name: `N${at}` },
            { status: "inactive" },
            { email },
          ];
          const change = changes[pick(3)] ?? {};
          body = change;
          act = () => {
            const user = store.get(id);
            if (user === undefined) return notFound;
            if (change.email !== undefined && [...store.values()].some((o) => o.id !== id && o.email === change.email))
              return unprocessable(["email", "has already been taken"]);
            const next = { ...user, ...change };
            store.set(id, next);
            return shown(next);
          };
        } else
          act = () => {
            const user = store.get(id);
            return user === undefined ? notFound : shown(user);
          };
        sent = {
          seq: at + 1,
          request: {
            method,
            url: `${baseUrl}/users${method === "POST" ? "" : `/${id}`}`,
            headers: [["content-type", "application/json"]],
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            token: "A",
          },
          attempt: 1,
          startUs,
        };
        events.push({ type: "sent", sent });
      },
    });
    tasks.push({
      us: atUs,
      run: () => {
        parts = act?.() ?? notFound;
      },
    });
    tasks.push({
      us: endUs,
      run: () => {
        if (sent === undefined) return;
        const made = parts.status === 201 ? JSON.parse(parts.body).id : undefined;
        if (made !== undefined && !lost) ids.push(made);
        const headers = Object.entries(parts.headers).flatMap(([name, value]): [string, string][] =>
          typeof value === "string" ? [[name, value]] : [],
        );
        events.push({
          type: "done",
          exchange: {
            ...sent,
            endUs,
            outcome: lost
              ? { kind: "failure", fault: "time", message: "none", maybeDone: true }
              : { kind: "answer", status: parts.status, headers, body: parts.body },
          },
        });
      },
    });
  });
  tasks.sort((a, b) => a.us - b.us);
  for (const { run } of tasks) run();
  return events;
};

const judged = (events: readonly HistoryEvent[]) => {
  const judge = createJudge({
    rules: [recordsLinearizable, emailsLinearizable, oneDeleteWins],
    basePath: "/public/v2",
    isOurs: (email) => email.includes(marker),
  });
  const found = events.flatMap((event) => [...judge.event(event)]);
  found.push(...judge.end());
  return { judge, texts: found.map(({ rule, violation }) => `${rule.id}: ${violation.received}\n${violation.detail}`) };
};

describe("overlapping traffic on a correct service", () => {
  it("breaks no rule about concurrency, whoever gets no answer", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const { texts, judge } = judged(correctHistory(seed, 300, 3 + (seed % 12), 2 + (seed % 7)));
      expect(texts).toEqual([]);
      expect(judge.verdicts().map(({ reason }) => reason?.startsWith("the rule itself failed"))).not.toContain(true);
    }
  });

  it("is judged, 1,000 operations on 50 users, in some seconds of a processor at the most", () => {
    const events = correctHistory(7, 1000, 50, 8);
    const before = process.cpuUsage();
    const { texts, judge } = judged(events);
    expect(texts).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    // A fifth of a second, several times as much beside other work; a search that does not end takes minutes.
    expect((user + system) / 1e6).toBeLessThan(10);
    expect(judge.verdicts()[0]?.exercised).toBeGreaterThan(5);
  });
});
