import type { ThresholdResult } from "../../src/contract/run.ts";
import type { Conditions, ProcedureScenario, ProcessReport } from "../../src/load/scenario.ts";

const processes = 4;
const spanS = ({ windowS, durationS }: Conditions) => durationS ?? 2 * windowS;

const total = (reports: readonly ProcessReport[]) =>
  reports.reduce(
    (sum, each) => ({
      sent: sum.sent + each.sent,
      accepted: sum.accepted + each.accepted,
      refused: sum.refused + each.refused,
      failed: sum.failed + each.failed,
    }),
    { sent: 0, accepted: 0, refused: 0, failed: 0 },
  );
const refusedShare = ({ sent, refused }: ProcessReport) => (sent === 0 ? undefined : (100 * refused) / sent);
const shown = (value: number | undefined) => (value === undefined ? "unknown" : Number(value.toFixed(2)));

/** Several processes with one token do not know of each other; through one proxy they need not. */
export const shared: ProcedureScenario = {
  id: "shared",
  statement: "four processes with one token share its budget through the proxy without being refused",
  shape: "four processes with one token: each at an even 0.9 of the limit, then all through one proxy",
  measures: "share of 429 with and without the proxy",
  targets: ["simulator", "live"],
  overLimit: true,
  nightly: [],
  cost: (conditions) => ({
    requests: Math.round((4.5 * conditions.limit * spanS(conditions)) / conditions.windowS),
    seconds: 2.1 * conditions.windowS + 2 * spanS(conditions) + 4,
  }),
  async perform({ conditions, transport, equipment, settle, progress }) {
    if (equipment.runProcesses === undefined) throw new Error("this run cannot start processes");
    const request = {
      count: processes,
      forS: spanS(conditions),
      perS: (0.9 * conditions.limit) / conditions.windowS,
    };
    await settle();
    progress("four processes, each with the token and a polite pace of its own");
    const apart = total(await equipment.runProcesses(request));
    await settle();
    progress("four processes through one proxy");
    const together = total(await equipment.runProcesses({ ...request, over: transport }));
    const share = refusedShare(together);
    const perWindow = (together.accepted / spanS(conditions)) * conditions.windowS;
    const thresholds: ThresholdResult[] = [
      {
        sentence: "through the proxy at most 0.1 % is refused",
        measured: share,
        limit: 0.1,
        unit: "%",
        holds: share !== undefined && share <= 0.1,
      },
      {
        sentence: "through the proxy at least 80 % of the allowance is used",
        measured: (100 * perWindow) / conditions.limit,
        limit: 80,
        unit: "%",
        holds: perWindow >= 0.8 * conditions.limit,
      },
    ];
    return {
      figures: [
        { name: "refused without the proxy", value: shown(refusedShare(apart)), unit: "%" },
        { name: "refused through the proxy", value: shown(share), unit: "%" },
        { name: "accepted without the proxy", value: apart.accepted, unit: "requests" },
        { name: "accepted through the proxy", value: together.accepted, unit: "requests" },
      ],
      thresholds,
      elsewhere: apart,
    };
  },
};
