import { properties } from "../../../suites/contract/properties.ts";
import { createJudge } from "../../checks/judge.ts";
import { rules } from "../../checks/rules.ts";
import type { HistoryEvent } from "../../contract/exchange.ts";
import { median } from "../../contract/order-statistics.ts";
import { isMarked } from "../../generators/marker.ts";
import { runContract } from "../../run/run-contract.ts";
import { openTarget } from "../../session/open-target.ts";
import { readSettings } from "../../session/settings.ts";
import type { BenchRow } from "./simulator.ts";

const budget = 450;
const rounds = 60;
/** The first rounds are for compiling as well. */
const warmRounds = 20;

const microseconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

/**
 * What the rules cost, all together: the traffic of a contract run is judged again and again, beside reading the same traffic
 * as JSON, by which figures of different machines can be held against each other.
 */
export const benchJudge = async (): Promise<readonly BenchRow[]> => {
  const open = await openTarget(readSettings({}), { simulator: { seed: 1 } });
  const events: HistoryEvent[] = [];
  const unlisten = open.transport.listen((event) => events.push(event));
  try {
    await runContract(open, properties, { budget, seed: 1 });
  } finally {
    unlisten();
    await open.close();
  }
  const exchanges = events.filter(({ type }) => type === "done").length;
  const lines = events.flatMap((event) => (event.type === "done" ? [JSON.stringify(event.exchange)] : []));
  const { pathname } = new URL(open.info.baseUrl);
  const judging: number[] = [];
  const reading: number[] = [];
  for (let round = 0; round < warmRounds + rounds; round++) {
    const read = microseconds(() => {
      for (const line of lines) JSON.parse(line);
    });
    const judged = microseconds(() => {
      const judge = createJudge({ rules, basePath: pathname, isOurs: isMarked });
      for (const event of events) judge.event(event);
      judge.end();
    });
    if (round < warmRounds) continue;
    reading.push(read / exchanges);
    judging.push(judged / exchanges);
  }
  const perExchange = median(judging);
  const most = 60;
  return [
    {
      name: `all ${rules.length} rules, processor time for each of the ${exchanges} exchanges of a contract run`,
      measured: perExchange,
      unit: "µs",
      target: `at most ${most}`,
      holds: perExchange <= most,
    },
    {
      name: "the same, in times that it takes to read the exchange as JSON",
      measured: median(judging.map((judged, round) => judged / (reading[round] ?? Number.NaN))),
      unit: "x",
      target: "shown only",
      holds: true,
    },
  ];
};
