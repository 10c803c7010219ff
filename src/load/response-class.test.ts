import { describe, expect, it } from "vitest";
import { responseClassOf } from "./latency.ts";

describe("what became of a request", () => {
  it("no answer, a refused token and a server's error are failures", () => {
    expect([0, 401, 500, 502, 503, 599].map(responseClassOf)).toEqual(Array.from({ length: 6 }, () => "failed"));
  });

  it("429 is a refusal, and every other answer was accepted, whatever the service thought of the request", () => {
    expect(responseClassOf(429)).toBe("refused");
    expect([200, 201, 204, 304, 404, 422].map(responseClassOf)).toEqual(Array.from({ length: 6 }, () => "accepted"));
  });
});
