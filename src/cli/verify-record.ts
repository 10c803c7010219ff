import { rules } from "../checks/rules.ts";
import { shellWord } from "../client/curl.ts";
import { defined } from "../contract/defined.ts";
import type { Finding, RunRecord } from "../contract/run.ts";
import { recordedFrom } from "../contract/target.ts";
import { curlOf, line as exchangeLine } from "../run/exchange-buffer.ts";
import { versions } from "../session/versions.ts";
import type { Verified } from "./verify-traffic.ts";

/** What is known of a recording that was judged. */
export interface VerifiedFile {
  /** As typed. */
  readonly file: string;
  readonly verified: Verified;
  readonly isBroken: boolean;
  /** Why it is no word on the service. */
  readonly why: string | undefined;
  readonly startedAt: Date;
  readonly strict: boolean;
}

const byId: ReadonlyMap<string, (typeof rules)[number]> = new Map(rules.map((rule) => [rule.id, rule]));

const findingsOf = ({ verdicts, firsts }: Verified): Finding[] =>
  verdicts.flatMap(({ rule: id, first, violations, exercised }) => {
    const rule = byId.get(id);
    if (first === undefined || rule === undefined) return [];
    const { sentence, clause, level, sources } = rule;
    const exchange = firsts.get(id);
    return [
      {
        rule: { id, sentence, clause, level, sources },
        foundBy: "the recording",
        seed: 0,
        expected: first.expected,
        received: first.received,
        sequence: exchange === undefined ? [] : [exchangeLine(exchange)],
        curl: curlOf(clause, exchange),
        seen: { violations, evaluations: exercised },
        ...defined({ detail: first.detail }),
      },
    ];
  });

/** A judged recording as a run, so that every format can show it. It is never saved: no such run took place. */
export const runOf = ({ file, verified, isBroken, why, startedAt, strict }: VerifiedFile): RunRecord => ({
  format: "gorest-harness run",
  version: 1,
  id: "verify",
  startedAt: startedAt.toISOString(),
  endedAt: new Date().toISOString(),
  command: `npm run verify -- ${shellWord(file)}${strict ? " --strict" : ""}`,
  target: { kind: "live", baseUrl: `${recordedFrom}${file}`, tokens: [], via: "a recording" },
  seed: 0,
  versions: versions(),
  contract: {
    outcome: isBroken ? "violated" : why === undefined ? "holds" : "unable",
    ...(isBroken ? {} : defined({ reason: why })),
    budget: verified.exchanges,
    requests: verified.exchanges,
    rules: rules.map(({ id, sentence, clause, level, sources }) => ({ id, sentence, clause, level, sources })),
    verdicts: verified.verdicts.map((verdict) => ({
      ...verdict,
      ...defined({ reason: verified.reasons.get(verdict.rule) ?? verdict.reason }),
    })),
    findings: findingsOf(verified),
    properties: [],
    coverage: [],
    records: { created: 0, deleted: 0, left: [] },
  },
});
