import type { ScenarioRecord } from "../../../contract/run.ts";
import { legend } from "../../charts/plot.ts";
import { type Lag, lagCells, lagSteps, sendLagChart } from "../../charts/send-lag.ts";
import { endOf } from "../../charts/slots.ts";
import type { Html } from "../../html.ts";
import { duration } from "../../numbers.ts";
import { figure, table } from "../parts.ts";

/** Whether the generator itself kept to its plan; if not, latencies are partly its own. */
export const sendLag = (scenario: ScenarioRecord): Html | undefined => {
  const { sendLag: lags, sendLagMs } = scenario;
  if (lags === undefined || lags.length === 0) return undefined;
  const worst = Math.max(...lags.map((lag) => lag.maxMs));
  const says = `The generator sent ${
    sendLagMs === undefined ? "" : `half of the requests within ${duration(sendLagMs.median)} of their slot and `
  }the latest ${duration(Math.max(worst, sendLagMs?.max ?? 0))} after it${worst <= lagSteps[2] ? ", so the latencies are the service's own" : ""}.`;
  return figure({
    title: "Send lag",
    says,
    doubt:
      worst > lagSteps[2]
        ? `In the amber and red cells, above ${lagSteps[2]} ms, this machine was late; what was measured there is partly its own delay.`
        : undefined,
    picture: sendLagChart(says, lags, endOf(scenario)),
    legend: legend(
      [...lagSteps, undefined].map((step, index) => ({
        tone: `lag lag${index}`,
        name: step === undefined ? `over ${lagSteps.at(-1)} ms` : `up to ${step} ms`,
        kind: "fill" as const,
      })),
    ),
    data: table(
      "Worst send lag over time",
      [
        { head: "Second", cell: (lag: Lag) => String(lag.second) },
        { head: "Worst lag", figure: true, cell: (lag) => duration(lag.maxMs) },
      ],
      lagCells(lags),
    ),
  });
};
