import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { createHabits } from "../headers/habits.ts";
import { looksOf, sameType } from "../headers/profile.ts";
import { statefulRule, type View } from "../rule.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Form {
  readonly name: string;
  readonly key: string;
  readonly wanted: string;
  readonly fits: (value: string | undefined, status: number) => boolean;
}

/** Values whose exact form is a choice of presentation. */
const forms: readonly Form[] = [
  {
    name: "Content-Type",
    key: "content-type",
    wanted: "application/json; charset=utf-8",
    fits: (value, status) => status === 204 || value === undefined || sameType.test(value),
  },
  {
    name: "X-Request-Id",
    key: "x-request-id",
    wanted: "a UUID",
    fits: (value) => value === undefined || uuid.test(value),
  },
  {
    name: "X-Runtime",
    key: "x-runtime",
    wanted: "seconds with six decimals",
    fits: (value) => value === undefined || /^\d+\.\d{6}$/.test(value),
  },
  // RFC 9110 section 15.5.2 wants one, so that a service that has it is no worse.
  {
    name: "WWW-Authenticate",
    key: "www-authenticate",
    wanted: "none",
    fits: (value) => value === undefined,
  },
];

const misfitOf = (view: View): RuleOutcome | undefined => {
  const { headers, status } = view.answer;
  for (const { name, key, wanted, fits } of forms) {
    const value = headers.get(key);
    if (fits(value, status)) continue;
    return violated(`${name}: ${wanted}`, `${quote(value)} with ${status} to ${named(view)}`, [view.seq]);
  }
  return undefined;
};

/** Drift from the recordings that a correct server may show as well. */
export const headerForms = statefulRule({
  id: "header-forms",
  sentence: "the service has the headers that it was recorded with, in their exact form",
  clause: "every answer",
  level: "observed",
  sources: ["facts 2.9", "facts 6.1", "facts 6.4", "facts 6.5"],
  start: createHabits,
  judge: (view, habits) => {
    const looks = looksOf(view);
    if (looks === undefined) return undefined;
    habits.add(view, looks);
    return misfitOf(view) ?? holds;
  },
  end: (habits) => habits.never(),
});
