import type { RunRecord } from "../../../src/contract/run.ts";
import { sampleRun } from "./sample-run.ts";

/** Text as a hostile server might send it: markup, formulas, escapes of every kind, and half characters. */
const hostileTexts: readonly string[] = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror="document.title=1"><svg onload=alert(1)>',
  "</style><style>*{display:none}</style>]]><!-- --><?php ?>",
  "javascript:alert(1) [link](javascript:alert(1)) ![i](https://example.com/p.png) @everyone #1",
  '=HYPERLINK("http://example.com","x") | cell | `code` ``` fence',
  "\u202egnp.exe\u2066hidden\u2069\u200b\ufeff\u061c",
  "\u0000\u0001\u0008\u000b\u001b[31mred\u001b]0;title\u0007\u007f\u0085\u2028\u2029\ufffe\uffff",
  "\ud800 alone \udc00",
  "a\r\nb\tc\nd",
  "&lt;b&gt; &#60;b&#62; &amp;amp;",
];

const everything = hostileTexts.join(" ");

/** A run in which every text that can come from a server, or be long, is hostile. */
export const hostileRun = (): RunRecord => {
  const run = sampleRun({ violated: ["deleted-user-stays-gone", "patch-keeps-other-fields"], slowdown: 1.6 });
  const { contract, load } = run;
  if (contract === undefined || load === undefined) throw new Error("the sample has both parts");
  const long = everything + "<b>".repeat(100_000);
  const finding = contract.findings[0];
  if (finding === undefined) throw new Error("the sample has a finding");
  const findings = contract.rules.slice(0, 30).map((rule, index) => ({
    ...finding,
    rule,
    expected: index === 0 ? long : everything,
    received: index === 0 ? long : everything,
    sequence: Array.from({ length: index === 0 ? 500 : 3 }, () => (index === 0 ? long.slice(0, 3000) : everything)),
    curl: index === 0 ? long : everything,
    detail: index === 0 ? long : everything,
    foundBy: everything,
  }));
  return {
    ...run,
    command: everything,
    target: { ...run.target, via: everything },
    contract: {
      ...contract,
      findings,
      verdicts: contract.verdicts.map((verdict) => ({ ...verdict, reason: everything })),
      coverage: [
        ...contract.coverage,
        ...Array.from({ length: 5000 }, (_, index) => ({
          operation: "listUsers",
          item: `status 200, header ${everything}${index}`,
          times: index,
        })),
      ],
      records: { ...contract.records, left: Array.from({ length: 10_000 }, (_, index) => index) },
    },
    load: {
      ...load,
      scenarios: load.scenarios.map((scenario) => ({
        ...scenario,
        warnings: Array.from({ length: 500 }, () => everything),
        timeline: Array.from({ length: 20_000 }, (_, second) => ({
          second,
          accepted: 3,
          refused: 1,
          failed: 1,
          remaining: 4,
          waiting: 2,
        })),
        sendLag: Array.from({ length: 20_000 }, (_, second) => ({ second, maxMs: second % 130 })),
        ...(scenario.limiter === undefined
          ? {}
          : {
              limiter: {
                ...scenario.limiter,
                warnings: [everything],
                series: Array.from({ length: 50_000 }, (_, index) => ({
                  atS: index,
                  observed: index % 90,
                  fitted: index % 91,
                })),
              },
            }),
      })),
    },
    behaviour: [
      {
        operation: "listUsers",
        status: 200,
        seen: 10,
        headers: [[everything, 10]],
        fields: [[`${everything} string`, 10]],
        values: [{ field: everything, values: [everything], samples: 10 }],
        errors: [everything],
      },
    ],
  };
};
