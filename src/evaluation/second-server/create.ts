import type { CreateServer } from "../score/contract-trial.ts";
import { createSecondServer, type Token } from "./server.ts";

const tokens = { A: `a1${"0".repeat(62)}`, A2: `a2${"0".repeat(62)}`, B: `b1${"0".repeat(62)}` };

/** The second server as the contract suite starts its servers: on the run's clock, with two accounts. */
export const createSecond: CreateServer = ({ clock, limit = 90, limited = true }) => {
  const perMinute = limited ? limit : 1_000_000;
  const known: Token[] = [
    { token: tokens.A, account: "a", limit: perMinute },
    { token: tokens.A2, account: "a", limit: perMinute },
    { token: tokens.B, account: "b", limit: perMinute },
  ];
  const { fetch } = createSecondServer({
    tokens: known,
    now: () => clock.nowUs() / 1000,
    sleep: (milliseconds) => clock.sleep(milliseconds),
  });
  return {
    // As every server does with what is thrown.
    fetch: (request) =>
      fetch(request).catch(() => Response.json({ message: "Internal server error" }, { status: 500 })),
    tokens,
  };
};
