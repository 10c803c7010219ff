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
  const wall = createWall({ wallMs: () => Date.UTC(2026, 10, 30, 12) });
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  wall.add(answered(200, "[]"));
  for (let at = 0; at < 11; at++) wall.add(answered(403, "error code: 1020"));
  expect([wall.signal.aborted, wall.reason()]).toEqual([false, undefined]);
  wall.add(answered(403, "error code: 1020"));
  expect(wall.signal.aborted).toBe(true);
  expect(wall.reason()).toContain("Cloudflare answered 403");
});

test("twelve refusals in a row of a token that was accepted before stop the load and say since when; of one that never was they do not", () => {
  const refused = answered(401, '{"message":"Invalid token"}');
  const ended = createWall({ wallMs: () => Date.UTC(2026, 10, 30, 12) });
  ended.add(answered(200, "[]"));
  expect(Array.from({ length: 12 }, () => ended.add(refused))).not.toContain(false);
  expect([ended.signal.aborted, ended.tokenEnded]).toEqual([true, true]);
  expect(ended.reason()).toContain("stopped being accepted at 2026-11-30T12:00:00Z (12 times in a row 401");
  const never = createWall({ wallMs: () => 0 });
  for (let at = 0; at < 20; at++) never.add(refused);
  expect(never.reason()).toBeUndefined();
});
