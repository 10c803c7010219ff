import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleExchanges, sampleRun } from "../../suites/self/testing/sample-run.ts";
import { defined } from "../contract/defined.ts";
import { describeFailure } from "./fail.ts";
import { openRunFiles } from "./run-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-run-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { contract, target } = sampleRun({ load: false });
const result = { target, ...defined({ contract }) };

test("a reports folder that cannot be made is told in one line before anything is sent", async () => {
  const file = join(folder, "reports");
  writeFileSync(file, "in the way");
  const failure = await openRunFiles({ reportsDir: file, kind: "contract", seed: 1 }).catch(describeFailure);
  expect(failure).toEqual({ expected: true, line: `${file} is a file; a folder is needed` });
});

test("a run whose folder cannot be written at its end is kept elsewhere, in one line that says where", async () => {
  const files = await openRunFiles({ reportsDir: folder, kind: "contract", seed: 7 });
  rmSync(files.dir.path, { recursive: true });
  writeFileSync(files.dir.path, "in the way");
  const failure = await files.finish(result).catch(describeFailure);
  const line = "line" in failure ? failure.line : "";
  expect(failure).toMatchObject({ expected: true });
  expect(line).not.toContain("\n");
  expect(line).toContain("the run's record is kept in ");
  const kept = / kept in (.*run\.json): npm run report/.exec(line)?.[1] ?? "";
  expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({
    id: files.dir.id,
    seed: 7,
    contract: JSON.parse(JSON.stringify(contract)),
  });
  rmSync(join(kept, ".."), { recursive: true });
});

test("how malformed JSON is refused, which the contract leaves open, is no change since the run before; that it is not, is", async () => {
  const nextRun = async (status: number | undefined) => {
    const files = await openRunFiles({ reportsDir: folder, kind: "contract", seed: 1 });
    for (const exchange of sampleExchanges(20)) files.onEvent({ type: "done", exchange });
    if (status !== undefined)
      for (const { request, outcome, ...rest } of sampleExchanges(20))
        if (request.method === "POST" && outcome.kind === "answer")
          files.onEvent({
            type: "done",
            exchange: {
              ...rest,
              seq: rest.seq + 20,
              request: { ...request, body: "{" },
              outcome: { ...outcome, status, body: "{}" },
            },
          });
    return (await files.finish(result)).changes.drift?.map(({ kind, status }) => `${kind} ${status}`);
  };
  await nextRun(undefined);
  expect(await nextRun(400)).toEqual([]);
  expect(await nextRun(500)).toEqual(["breaking 500"]);
});
