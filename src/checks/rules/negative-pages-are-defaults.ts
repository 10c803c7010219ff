import { holds, violated } from "../../contract/verdict.ts";
import { named, quote, wasKept } from "../evidence.ts";
import { rule } from "../rule.ts";

const negative = /^-[1-9]\d{0,8}$/;

export const negativePagesAreDefaults = rule({
  id: "negative-pages-are-defaults",
  sentence: "a negative page counts as 1 and a negative page size as 10",
  clause: "lists",
  level: "observed",
  sources: ["facts 5.3"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { query, answer } = view;
    let looked = false;
    for (const [name, header, wanted] of [
      ["page", "x-pagination-page", "1"],
      ["per_page", "x-pagination-limit", "10"],
    ] as const) {
      const values = query.getAll(name);
      if (values.length !== 1 || !negative.test(values[0] ?? "") || !wasKept(view, header)) continue;
      looked = true;
      const given = answer.headers.get(header);
      if (given !== wanted)
        return violated(`${header}: ${wanted}`, `${quote(given)} with ${name}=${values[0]} in ${named(view)}`, [
          view.seq,
        ]);
    }
    return looked ? holds : undefined;
  },
});
