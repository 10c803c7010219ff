import { expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { createWall } from "./wall.ts";

const answered = (status: number, body: string): Exchange => ({
  seq: 1,
  request: { method: "GET", url: "https://h.example/public/v2/users", headers: [], token: "A" },
  outcome: { kind: "answer", status, headers: [], body },
  attempt: 1,
  startUs: 0,
  endUs: 1,
});

test("twelve answers of a gateway in a row stop the load and name it; one of the service's begins the count anew", () => {
  const wall = createWall();
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  wall.add(answered(200, "[]"));
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  expect([wall.signal.aborted, wall.reason()]).toEqual([false, undefined]);
  wall.add(answered(403, "error code: 1020"));
  expect(wall.signal.aborted).toBe(true);
  expect(wall.reason()).toContain("Cloudflare answered 403");
});
