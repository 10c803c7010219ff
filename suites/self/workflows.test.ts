import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { filesBelow, root } from "./sources.ts";

const workflows = filesBelow(".github/workflows").map(
  (path) => [path, readFileSync(join(root, path), "utf8")] as const,
);

describe.each(workflows)("%s", (_path, text) => {
  test("pins every action by its full commit", () => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
  });

  test("grants nothing by default but reading, leaves no credential behind, and ends in time", () => {
    const { permissions, jobs } = parse(text);
    expect([{}, { contents: "read" }]).toContainEqual(permissions);
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
    for (const job of Object.values<{ "timeout-minutes"?: number }>(jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
    }
  });

  test("gives no secret to what a pull request brings", () => {
    const { on } = parse(text);
    expect(Object.keys(on)).not.toContain("pull_request_target");
    if (Object.hasOwn(on, "pull_request")) expect(text).not.toContain("secrets.");
  });
});

describe("the nightly workflow", () => {
  const text = readFileSync(join(root, ".github/workflows/nightly.yml"), "utf8");

  test("chooses by no expression whose wanted value is empty: `a && '' || b` is always b", () => {
    const expressions = [...text.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, expression]) => expression);
    expect(expressions.filter((expression) => /&&\s*''\s*\|\|/.test(expression ?? ""))).toEqual([]);
  });

  test("opens and closes the issue for the default branch only, whoever starts it", () => {
    const { env } = parse(text).jobs.issue.steps.at(-1);
    expect(env.DRY).toContain(
      "(github.event_name == 'schedule' || github.ref_name == github.event.repository.default_branch) && 'no' || 'yes'",
    );
  });
});

describe.skipIf(process.platform === "win32")("the issue of the nightly run (bash)", () => {
  /** What the script asks of `gh` when this issue is open. */
  const asked = (code: number, open: string, env: Readonly<Record<string, string>> = {}): string => {
    const folder = mkdtempSync(join(tmpdir(), "gorest-issue-"));
    try {
      const log = join(folder, "log");
      writeFileSync(
        join(folder, "gh"),
        `#!/bin/sh\necho "$1 $2" >> "${log}"\ncase "$2" in list) printf '${open}';; esac\n`,
        {
          mode: 0o755,
        },
      );
      writeFileSync(log, "");
      const { status } = spawnSync("bash", [join(root, ".github/nightly-issue.sh")], {
        env: { PATH: folder + delimiter + (process.env.PATH ?? ""), CODE: String(code), RUN_URL: "https://x", ...env },
      });
      expect(status).toBe(0);
      return readFileSync(log, "utf8").trim().split("\n").join(", ");
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test("is opened when the contract breaks, updated while it stays broken, closed when it holds", () => {
    expect(asked(1, "")).toBe("issue list, label create, issue create");
    expect(asked(1, "7")).toBe("issue list, issue comment");
    expect(asked(0, "7")).toBe("issue list, issue close");
    expect(asked(0, "")).toBe("issue list");
  });

  test.each([2, 3, 130])("is left alone by a run that could not tell (exit code %s)", (code) => {
    expect(asked(code, "7")).toBe("");
  });

  test("is only talked about in a rehearsal", () => {
    expect(asked(1, "7", { DRY: "yes" })).toBe("");
    expect(asked(1, "7", { DRY: "no" })).toBe("issue list, issue comment");
  });
});
