import { shared } from "../../../suites/load/shared.ts";
import { createMarker, nonceOf } from "../../generators/marker.ts";
import { performLoad } from "../../session/load-run.ts";
import { readSettings } from "../../session/settings.ts";
import type { BenchRow } from "./simulator.ts";

/** Four processes and one token, with the proxy and without. */
export const sharing = async (): Promise<BenchRow[]> => {
  const { record } = await performLoad({
    settings: readSettings({}),
    scenarios: [shared],
    seed: 1,
    marker: createMarker(nonceOf(1)),
    windowS: 10,
  });
  const figures = record.scenarios[0]?.figures ?? [];
  const figure = (name: string) => Number(figures.find((each) => each.name === name)?.value ?? Number.NaN);
  const without = figure("refused without the proxy");
  const through = figure("refused through the proxy");
  return [
    {
      name: "4 processes, one token, no proxy: share of 429",
      measured: without,
      target: "shown only",
      unit: "%",
      holds: true,
    },
    {
      name: "4 processes through the proxy: share of 429",
      measured: through,
      target: "at most 0.1",
      unit: "%",
      holds: through <= 0.1,
    },
  ];
};
