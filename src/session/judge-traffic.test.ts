import fc from "fast-check";
import { expect, test } from "vitest";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { createTimeOrder, judgeTraffic } from "./judge-traffic.ts";

const exchangeOf = (seq: number, startUs: number, endUs: number): Exchange => ({
  seq,
  request: { method: "GET", url: "http://127.0.0.1:4010/public/v2/users", headers: [], token: "A" },
  outcome: { kind: "answer", status: 200, headers: [], body: "[]" },
  attempt: 1,
  startUs,
  endUs,
});

/** Exchanges in order of completion, as a recorder writes them; small times, so that many are equal. */
const recorded: fc.Arbitrary<readonly Exchange[]> = fc
  .array(fc.record({ pauseUs: fc.nat({ max: 4 }), tookUs: fc.nat({ max: 12 }) }), { maxLength: 30 })
  .map((shapes) => {
    let nowUs = 0;
    return shapes
      .map(({ pauseUs, tookUs }, at) => {
        nowUs += pauseUs;
        return exchangeOf(at + 1, nowUs, nowUs + tookUs);
      })
      .sort((a, b) => a.endUs - b.endUs);
  });

const collect = (exchanges: readonly Exchange[]): readonly HistoryEvent[] => {
  const order = createTimeOrder();
  return [...exchanges.flatMap((exchange) => order.add(exchange)), ...order.end()];
};

const timeOf = (event: HistoryEvent) => (event.type === "sent" ? event.sent.startUs : event.exchange.endUs);
const seqOf = (event: HistoryEvent) => (event.type === "sent" ? event.sent.seq : event.exchange.seq);
const seqsOf = (events: readonly HistoryEvent[], type: HistoryEvent["type"]) =>
  events.filter((event) => event.type === type).map(seqOf);

const whole = (events: readonly HistoryEvent[], exchanges: readonly Exchange[]): void => {
  const all = exchanges.map(({ seq }) => seq).sort((a, b) => a - b);
  expect(seqsOf(events, "sent")).toEqual(all);
  expect([...seqsOf(events, "done")].sort((a, b) => a - b)).toEqual(all);
  const times = events.map(timeOf);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  for (const seq of all) {
    const [first, second] = events.filter((event) => seqOf(event) === seq).map(({ type }) => type);
    expect([first, second]).toEqual(["sent", "done"]);
  }
};

test("whatever overlaps, events come in order of time, each sending before its end, none lost and none twice", () => {
  fc.assert(
    fc.property(recorded, (exchanges) => {
      whole(collect(exchanges), exchanges);
    }),
  );
});

test("a hole in the numbers is bridged, at the end or once enough later exchanges have come", () => {
  fc.assert(
    fc.property(recorded, fc.func(fc.boolean()), (exchanges, isLost) => {
      const kept = exchanges.filter(({ seq }) => !isLost(seq));
      whole(collect(kept), kept);
    }),
  );
  const sequential = Array.from({ length: 50 }, (_, at) => exchangeOf(at + 1, at * 10, at * 10 + 5));
  let taken = 0;
  let told = 0;
  let furthest = 0;
  const order = createTimeOrder(4);
  const take = (events: readonly HistoryEvent[]) => {
    for (const event of events) {
      if (event.type === "done") told++;
      if (seqOf(event) > 5) furthest = Math.max(furthest, taken - told);
    }
  };
  for (const exchange of sequential.filter(({ seq }) => seq !== 3)) {
    taken++;
    take(order.add(exchange));
  }
  take(order.end());
  expect(told).toBe(49);
  // The window, and what the next one to come decides.
  expect(furthest).toBeLessThanOrEqual(6);
});

test("at the same moment an end comes before a sending, and ends in the order of their sendings", () => {
  const one = exchangeOf(1, 0, 5);
  const two = exchangeOf(2, 1, 5);
  const three = exchangeOf(3, 5, 9);
  const told = (events: readonly HistoryEvent[]) => events.map((event) => `${event.type} ${seqOf(event)}`);
  const start = ["sent 1", "sent 2"];
  const end = ["sent 3", "done 3"];
  expect(told(collect([one, two, three]))).toEqual([...start, "done 1", "done 2", ...end]);
  expect(told(collect([two, one, three]))).toEqual([...start, "done 1", "done 2", ...end]);
});

test("it holds back only what overlaps", () => {
  fc.assert(
    fc.property(recorded, (exchanges) => {
      const together = (a: Exchange) =>
        exchanges.filter((b) => b.startUs <= a.endUs && a.startUs <= b.endUs && a.seq !== b.seq).length;
      const overlap = Math.max(0, ...exchanges.map(together));
      let taken = 0;
      let told = 0;
      let held = 0;
      const order = createTimeOrder();
      const take = (events: readonly HistoryEvent[]) => {
        for (const event of events) {
          held = Math.max(held, taken - told);
          if (event.type === "done") told++;
        }
      };
      for (const exchange of exchanges) {
        taken++;
        take(order.add(exchange));
      }
      take(order.end());
      // Two groups at the most: one that is over, and the one whose first to be sent shows that it is.
      expect(held).toBeLessThanOrEqual(2 * (overlap + 1));
    }),
  );
});

test("a call that a recording leaves out may have cost what is missing of the budget", () => {
  const calls = (leaveOut: (at: number) => number) =>
    Array.from({ length: 30 }, (_, at): Exchange => {
      const startUs = at * 20_000;
      return {
        ...exchangeOf(at + 1, startUs, startUs + 10_000),
        outcome: {
          kind: "answer",
          status: 200,
          headers: [
            ["x-ratelimit-limit", "90"],
            ["x-ratelimit-remaining", `${88 - 2 * at}`],
            ["x-ratelimit-reset", `${Math.ceil((2 + 2 * at) / 1.5)}`],
          ],
          body: "[]",
        },
        gaps: { leftOut: leaveOut(at) },
      };
    });
  const broken = (leaveOut: (at: number) => number) =>
    judgeTraffic(calls(leaveOut)).flatMap(({ rule, kind }) => (kind === "violated" ? [rule] : []));
  expect(broken(() => 3)).toContain("remaining-falls-with-use");
  expect(broken((at) => at)).not.toContain("remaining-falls-with-use");
});
