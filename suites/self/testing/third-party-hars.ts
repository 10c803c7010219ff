import { createJudge } from "../../../src/checks/judge.ts";
import { rules } from "../../../src/checks/rules.ts";
import { virtualClock } from "../../../src/contract/clock.ts";
import { defined } from "../../../src/contract/defined.ts";
import { seededRandom } from "../../../src/contract/random.ts";
import { isMarked } from "../../../src/generators/marker.ts";
import { exchangesOfHar } from "../../../src/har/read-har.ts";
import { createTimeOrder } from "../../../src/session/judge-traffic.ts";
import { createSimulator, type SimulatorOptions } from "../../../src/simulator/simulator.ts";
import type { TestRequest } from "../../../src/simulator/testing/requests.ts";

/** Archives as other people's tools write them, of a service with the given faults. */

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
export interface Entry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly timings: object;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly NamedValue[];
    readonly postData?: { readonly mimeType: string; readonly text: string };
  };
  readonly response: {
    readonly status: number;
    readonly headers: readonly NamedValue[];
    readonly content: { readonly size: number; readonly text?: string; readonly encoding?: string };
  };
}

const base = "https://gorest.co.in/public/v2";

/** People at work: creates, reads, changes and deletions by two accounts, guests and mistyped tokens, some at once. */
export const recordSession = async (
  seed: number,
  options: Omit<Partial<SimulatorOptions>, "clock"> = {},
  steps = 120,
): Promise<readonly Entry[]> => {
  const clock = virtualClock(Date.UTC(2026, 2, 1, 10));
  const simulator = createSimulator({ seed, limit: 200, ...options, clock, publicBaseUrl: base });
  const random = seededRandom(seed + 77);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const entries: Entry[] = [];
  const ids: number[] = [];
  let made = 0;

  const ask = async (line: string, { as = "A", json }: TestRequest = {}) => {
    const [method = "GET", path = ""] = line.split(" ");
    const body = json === undefined ? undefined : JSON.stringify(json);
    const token = as === "anonymous" ? undefined : as === "invalid" ? "no-such-token" : simulator.tokens[as];
    const sent = [
      { name: "Accept", value: "application/json" },
      ...(token === undefined ? [] : [{ name: "Authorization", value: `Bearer ${token}` }]),
      ...(body === undefined ? [] : [{ name: "Content-Type", value: "application/json" }]),
    ];
    const startMs = clock.wallMs();
    await clock.sleep(2 + random() * 40);
    // What is broken off has no answer, and browsers write status 0.
    const request = new Request(base + path, {
      method,
      headers: sent.map(({ name, value }): [string, string] => [name, value]),
      ...defined({ body }),
    });
    const response = await Promise.resolve(simulator.fetch(request)).catch(() => undefined);
    const text = (await response?.text()) ?? "";
    await clock.sleep(2 + random() * 40);
    const took = clock.wallMs() - startMs;
    entries.push({
      startedDateTime: new Date(startMs).toISOString(),
      time: took,
      timings: { send: 0, wait: took, receive: 0 },
      request: {
        method,
        url: base + path,
        headers: sent,
        ...(body === undefined ? {} : { postData: { mimeType: "application/json", text: body } }),
      },
      response: {
        status: response?.status ?? 0,
        headers: [...(response?.headers ?? [])].map(([name, value]) => ({ name, value })),
        content: { size: Buffer.byteLength(text), text },
      },
    });
    if (response?.status !== 201) return;
    const { id }: { id?: unknown } = JSON.parse(text);
    if (typeof id === "number") ids.push(id);
  };

  const someone = (over: object = {}) => ({
    name: pick(["Ada Lovelace", "Zoë Ünï", "x".repeat(200), "漢字 🙂"]),
    email: `ada.${seed}.${++made}@${pick(["example.com", "mail.example"])}`,
    gender: pick(["female", "MALE"]),
    status: pick(["active", "Inactive"]),
    ...over,
  });
  const change = () =>
    pick([
      { name: `Renamed ${++made}` },
      { status: "inactive" },
      { status: "active" },
      { gender: "male" },
      { email: `moved.${seed}.${++made}@example.com` },
      { name: "Ada Lovelace" },
      {},
    ]);
  const mistake = () =>
    pick([{ name: "" }, { email: "nonsense" }, { gender: "x" }, { status: "y" }, { name: "n".repeat(201) }]);
  const list = () =>
    pick([
      "",
      "?page=2",
      "?page=3&per_page=5",
      "?per_page=100",
      "?per_page=150",
      "?page=999",
      "?status=active&gender=male",
      `?email=ada.${seed}`,
      `?email=ada.${seed}&per_page=3&page=2`,
      "?name=renamed",
    ]);
  const who = (): NonNullable<TestRequest["as"]> => pick(["A", "A", "A", "A", "A", "B", "anonymous", "invalid"]);
  const one = () => `/users/${random() < 0.9 ? (ids[Math.floor(random() * ids.length)] ?? 5) : pick([5, 0, 99999999])}`;
  const step = (): Promise<void> => {
    switch (pick(["create", "create", "read", "read", "read", "change", "change", "list", "list", "remove", "bad"])) {
      case "create":
        return ask("POST /users", { json: someone(), as: who() });
      case "read":
        return ask(`GET ${one()}`, { as: who() });
      case "change":
        return ask(`${pick(["PATCH", "PUT"])} ${one()}`, { json: change(), as: who() });
      case "list":
        return ask(`GET /users${list()}`, { as: who() });
      case "remove":
        return ask(`DELETE ${one()}`, { as: who() });
      default:
        return pick([true, false])
          ? ask("POST /users", { json: someone(mistake()) })
          : ask(`PATCH ${one()}`, { json: mistake() });
    }
  };
  for (let n = 0; n < steps; n++) {
    // Requests at once, also on the same user.
    if (random() < 0.2) await Promise.all([step(), step(), step()]);
    else await step();
    await clock.sleep(random() < 0.3 ? 0 : random() * 900);
  }
  return entries;
};

/** Rules that the archive breaks: of level must, as `npm run verify` fails by. */
export const brokenBy = async (entries: readonly unknown[]): Promise<ReadonlyMap<string, string>> => {
  const { exchanges, basePath } = exchangesOfHar({ log: { version: "1.2", creator: { name: "other" }, entries } });
  const judge = createJudge({ rules, basePath, isOurs: isMarked });
  const order = createTimeOrder();
  for (const exchange of exchanges) for (const event of order.add(exchange)) judge.event(event);
  for (const event of order.end()) judge.event(event);
  judge.end();
  const must = new Set<string>(rules.flatMap(({ id, level }) => (level === "must" ? [id] : [])));
  return new Map(
    judge
      .verdicts()
      .flatMap(({ rule, first }): [string, string][] =>
        first === undefined || !must.has(rule) ? [] : [[rule, `${first.expected} / ${first.received}`]],
      ),
  );
};
