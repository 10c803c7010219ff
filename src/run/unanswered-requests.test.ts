import { expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { createUnansweredRequests } from "./unanswered-requests.ts";

const broken = (query: string): Exchange => ({
  seq: 1,
  request: { method: "GET", url: `https://api.example/public/v2/users/7${query}`, headers: [], token: "A" },
  outcome: { kind: "failure", fault: "transport", message: "the connection was closed", maybeDone: true },
  attempt: 1,
  startUs: 0,
  endUs: 30_000,
});
const answered: Exchange = { ...broken("0"), outcome: { kind: "answer", status: 404, headers: [], body: "" } };

test.each([
  ["?page=2", "GET /users/{id} was sent 4 times and never answered"],
  ["?delay=91", undefined],
])("a request with %s that always breaks off: %s", (query, said) => {
  const unanswered = createUnansweredRequests();
  unanswered.add(answered);
  for (let times = 0; times < 4; times++) unanswered.add(broken(query));
  if (said === undefined) expect(unanswered.reason()).toBeUndefined();
  else expect(unanswered.reason()).toContain(said);
  // It is sent again all the same: whether the service does it shows in how long it takes.
  expect(unanswered.list()).toHaveLength(1);
});
