import { describe, expect, it } from "vitest";
import { createLatencyBook } from "./latency.ts";

describe("latency book", () => {
  it("a request that waited and was retried is slow to accept and quick in service", () => {
    const book = createLatencyBook();
    book.answered({ operation: "getUser", status: 429, intendedUs: 0, startUs: 1000, endUs: 3000 });
    book.answered({ operation: "getUser", status: 200, intendedUs: 0, startUs: 700_000, endUs: 720_000 });
    expect(book.quantile("refused", 0.5)).toBe(2000);
    expect(book.quantile("accepted", 0.5)).toBeCloseTo(20_000, -2);
    expect(book.quantile("time to accept", 0.5)).toBeCloseTo(720_000, -3);
  });

  it("a request without a slot has a service time and no time to accept", () => {
    const book = createLatencyBook();
    book.answered({ operation: "getUser", status: 200, startUs: 0, endUs: 5 });
    expect([book.samples("accepted"), book.samples("time to accept")]).toEqual([1, 0]);
  });

  it("refusals never mix into what was accepted", () => {
    const book = createLatencyBook();
    for (let i = 0; i < 100; i++) book.answered({ operation: "getUser", status: 429, startUs: 0, endUs: 10 });
    book.answered({ operation: "getUser", status: 200, startUs: 0, endUs: 5000 });
    expect(book.samples("accepted")).toBe(1);
    expect(book.quantile("accepted", 0.01)).toBe(5000);
    expect(book.samples("refused")).toBe(100);
  });

  it("what failed has no latency that could be mistaken for service", () => {
    const book = createLatencyBook();
    for (const status of [401, 500, 503]) book.answered({ operation: "getUser", status, startUs: 0, endUs: 10 });
    expect(book.summaries()).toEqual([]);
  });

  it("tells operations and classes of status apart, and classes only where there are several", () => {
    const book = createLatencyBook();
    book.answered({ operation: "getUser", status: 200, intendedUs: 0, startUs: 0, endUs: 5 });
    book.answered({ operation: "getUser", status: 404, intendedUs: 0, startUs: 0, endUs: 5 });
    book.answered({ operation: "listUsers", status: 200, intendedUs: 0, startUs: 0, endUs: 5 });
    book.connected(700);
    const keys = book
      .summaries()
      .map((each) => [each.name, each.operation, each.statusClass].filter((part) => part !== undefined).join("/"));
    expect(keys).toEqual([
      "time to accept",
      "time to accept/getUser",
      "time to accept/getUser/2xx",
      "time to accept/getUser/4xx",
      "time to accept/listUsers",
      "accepted",
      "accepted/getUser",
      "accepted/getUser/2xx",
      "accepted/getUser/4xx",
      "accepted/listUsers",
      "connection",
    ]);
  });
});
