import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { filesBelow, root } from "./testing/sources.ts";

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
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(75);
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

  test("goes to the live service or nowhere, and takes nothing from reports/latest", () => {
    const { steps } = parse(text).jobs.nightly;
    const ours = steps.filter(({ run }: { run?: string }) =>
      /npm run (nightly|sweep|--silent contract)/.test(run ?? ""),
    );
    expect(ours.length).toBe(4);
    for (const { env } of ours) expect(env.GOREST_TARGET).toMatch(/live/);
    expect(text).not.toContain("reports/latest/");
  });

  test("runs on its schedule only where that is enabled, and may do nothing else", () => {
    const job = parse(text).jobs["keep-alive"];
    expect(job.permissions).toEqual({ actions: "write" });
    expect(job.if).toContain("vars.KEEP_NIGHTLY_ALIVE == 'yes'");
    expect(JSON.stringify(job)).not.toContain("secrets.");
  });

  test("opens and closes the issue for the default branch only, whoever starts it", () => {
    const { env } = parse(text).jobs.issue.steps.at(-1);
    expect(env.DRY).toContain(
      "(github.event_name == 'schedule' || github.ref_name == github.event.repository.default_branch) && 'no' || 'yes'",
    );
  });
});

describe.skipIf(process.platform === "win32")("the steps of the nightly run (bash, jq)", () => {
  interface Step {
    readonly id?: string;
    readonly name?: string;
    readonly run?: string;
  }
  const { steps }: { readonly steps: readonly Step[] } = parse(
    readFileSync(join(root, ".github/workflows/nightly.yml"), "utf8"),
  ).jobs.nightly;
  const scriptOf = (name: string): string => {
    const script = steps.find((step) => step.name === name)?.run;
    if (script === undefined) throw new Error(`there is no step ${name}`);
    return script;
  };
  const before = "2026-01-01T03-17-00Z-nightly";
  const now = "2026-01-02T03-17-00Z-nightly";

  /**
   * Runs the steps in a folder with a good night before.
   * @param night what stands in place of `npm run nightly`, a shell script
   */
  const after = (night: string, killed = false) => {
    const folder = mkdtempSync(join(tmpdir(), "gorest-night-"));
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text, { mode: 0o755 });
    };
    const broken = JSON.stringify({ contract: { verdicts: [{ kind: "violated", rule: "of-the-night-before" }] } });
    put(`reports/${before}/run.json`, broken);
    put(`reports/${before}/report.md`, "the night before");
    put(`reports/${before}/exchanges.ndjson`, "old");
    symlinkSync(before, join(folder, "reports/latest"));
    put("bin/npm", `#!/bin/bash\nif [ "$2" = --silent ]; then echo "$again"; exit 1; fi\n${night}\n`);
    const outputs: Record<string, string> = {};
    const said: string[] = [];
    const step = (name: string, env: Readonly<Record<string, string>> = {}) => {
      put("output", "");
      const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", scriptOf(name)], {
        cwd: folder,
        env: {
          PATH: join(folder, "bin") + delimiter + (process.env.PATH ?? ""),
          RUNNER_TEMP: folder,
          GITHUB_OUTPUT: join(folder, "output"),
          GITHUB_STEP_SUMMARY: join(folder, "summary"),
          again: '{"rule":"of-this-night","verdict":"flaky"}\n{"rule":"another","verdict":"same"}',
          ...env,
        },
      });
      said.push(`${name}: ${status} ${stdout}${stderr}`);
      for (const line of readFileSync(join(folder, "output"), "utf8").split("\n")) {
        const [, key, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
        if (key !== undefined) outputs[key] = value;
      }
      return status;
    };
    try {
      step("Run");
      // A step that is cut off writes no output.
      step("What this run has left", { CODE: killed ? "" : (outputs.code ?? "") });
      const { run: RUN = "", code: CODE = "", whole = "" } = outputs;
      if (whole === "yes" && CODE === "1") step("Send the findings again", { RUN });
      step("Summary", { MODE: "live", RUN, CODE });
      const artifact = RUN === "" ? [] : readdirSync(join(folder, "reports", RUN)).sort();
      step("Trim the history", { RUN });
      step("Nights without a verdict", { CODE });
      const exit = step("Verdict", { RUN, CODE });
      const kept = readdirSync(join(folder, "reports"), { recursive: true, encoding: "utf8" })
        .filter((path) => /\.\w+$/.test(path) && !path.startsWith("latest/"))
        .sort();
      const summary = readFileSync(join(folder, "summary"), "utf8");
      return {
        run: RUN,
        code: CODE,
        whole,
        exit,
        rules: outputs.rules,
        again: outputs.again,
        nights: outputs.nights,
        artifact,
        kept,
        summary,
        said: said.join("\n"),
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  const traffic = [
    `mkdir -p reports/${now} reports/journals`,
    `echo '{"seq":1}' > reports/${now}/exchanges.ndjson`,
    `echo '{}' > reports/journals/${now}.77.ndjson`,
  ].join("\n");
  const finish = (code: number, rule: string) =>
    [
      traffic,
      `rm reports/journals/${now}.77.ndjson`,
      `echo '{"contract":{"verdicts":[{"kind":"violated","rule":"${rule}"}]}}' > reports/${now}/run.json`,
      `echo 'this night' > reports/${now}/report.md`,
      `ln -sfn ${now} reports/latest`,
      `exit ${code}`,
    ].join("\n");

  test.each([
    ["by a signal that nobody can catch", `${traffic}\nkill -9 $$`, false, "137"],
    ["by the time limit of its step", `${traffic}\nexit 143`, true, "130"],
    ["and ended as if it had found something", `${traffic}\nexit 1`, false, "2"],
  ])("a night cut off %s is never mistaken for the one before", (_, night, killed, code) => {
    const left = after(night, killed);
    expect(left).toMatchObject({ run: now, code, whole: "no", exit: Number(code), rules: undefined, nights: "1" });
    expect(left.artifact).toEqual(["exchanges.ndjson", `journal-${now}.77.ndjson`]);
    expect(left.kept).toEqual(
      [
        // The newest night with a report is not trimmed either.
        `${before}/exchanges.ndjson`,
        `${before}/report.md`,
        `${before}/run.json`,
        `${now}/exchanges.ndjson`,
        `${now}/journal-${now}.77.ndjson`,
        `journals/${now}.77.ndjson`,
      ].sort(),
    );
    expect(left.summary).toContain("The run was cut off");
    expect(left.summary).toContain("60 days without a commit");
    expect(left.summary + left.said).not.toMatch(/the night before|of-the-night-before/);
  });

  test("a night that never began keeps nothing and says nothing of the one before", () => {
    const left = after("exit 2");
    expect(left).toMatchObject({ run: "", code: "2", exit: 2, rules: undefined, artifact: [] });
    expect(left.summary).toContain("The run left nothing");
    expect(left.summary).not.toContain("the night before");
  });

  test("a night that ended is shown with its own rules, and the traffic of the one before is trimmed", () => {
    const left = after(finish(1, "of-this-night"));
    expect(left).toMatchObject({ run: now, code: "1", whole: "yes", exit: 1, rules: "of-this-night" });
    expect(left.summary).toContain("this night");
    expect(left.kept).not.toContain(`${before}/exchanges.ndjson`);
    expect(left.kept).toContain(`${now}/exchanges.ndjson`);
    expect(left.artifact).toEqual(["exchanges.ndjson", "report.md", "run.json"]);
  });

  test("what was found is sent again, and counts as a verdict", () => {
    const found = finish(1, "of-this-night").replace(
      "exit 1",
      `echo '{}' > reports/${now}/replay-of-this-night.json\nexit 1`,
    );
    const left = after(found);
    expect(left).toMatchObject({ again: "of-this-night: flaky, another: same", nights: "0", rules: "of-this-night" });
  });
});

describe.skipIf(process.platform === "win32")("the issue of the nightly run (bash)", () => {
  /**
   * What the script asks of `gh` to change.
   * @param open labels with an open issue
   */
  const asked = (code: number, open: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
    const folder = mkdtempSync(join(tmpdir(), "gorest-issue-"));
    try {
      const log = join(folder, "log");
      writeFileSync(
        join(folder, "gh"),
        [
          "#!/bin/sh",
          `case "$2" in`,
          `list) case " ${open.join(" ")} " in *" $6 "*) printf 7;; esac;;`,
          `*) echo "$*" | tr '\\n' ' ' >> "${log}"; echo >> "${log}";;`,
          "esac",
        ].join("\n"),
        { mode: 0o755 },
      );
      writeFileSync(log, "");
      const { status, stderr } = spawnSync("bash", [join(root, ".github/nightly-issue.sh")], {
        env: { PATH: folder + delimiter + (process.env.PATH ?? ""), CODE: String(code), RUN_URL: "https://x", ...env },
      });
      expect(status, stderr.toString()).toBe(0);
      return readFileSync(log, "utf8").trim();
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const broken = "nightly-contract";
  const silent = "nightly-no-verdict";

  test("is opened when the contract breaks, updated while it stays broken, closed when it holds", () => {
    expect(asked(1, [])).toMatch(/^label create nightly-contract .*\nissue create --title Nightly: the contract or a/);
    expect(asked(1, [broken])).toMatch(/^issue comment 7 --body Still so/);
    expect(asked(0, [broken])).toMatch(/^issue close 7 --comment The contract holds again/);
    expect(asked(0, [])).toBe("");
  });

  test.each(["same", "flaky", "blocked"])("says that what was found is %s when sent again", (verdict) => {
    expect(asked(1, [], { AGAIN: `a-rule: fixed, b-rule: ${verdict}` })).toMatch(
      new RegExp(`issue create .*Sent again at once: a-rule: fixed, b-rule: ${verdict}\\.`),
    );
  });

  test("is not opened for what did not show again", () => {
    expect(asked(1, [], { AGAIN: "a-rule: fixed" })).toBe("");
  });

  test.each([2, 3, 130])("is left alone by a run that could not tell (exit code %s)", (code) => {
    expect(asked(code, [broken], { NIGHTS: "2" })).toBe("");
  });

  test("is another one after three nights without a verdict, closed by the next verdict", () => {
    expect(asked(2, [broken], { NIGHTS: "3" })).toMatch(
      /^label create nightly-no-verdict .*\nissue create .*no verdict/,
    );
    expect(asked(130, [silent], { NIGHTS: "4" })).toMatch(/^issue comment 7/);
    for (const code of [0, 1, 3])
      expect(asked(code, [silent], { AGAIN: "a: fixed" })).toBe(
        "issue close 7 --comment There is a verdict again: https://x",
      );
  });

  test("is only talked about in a rehearsal", () => {
    expect(asked(1, [broken], { DRY: "yes" })).toBe("");
    expect(asked(1, [broken], { DRY: "no" })).toMatch(/^issue comment/);
  });
});

describe("a push", () => {
  const { jobs } = parse(readFileSync(join(root, ".github/workflows/ci.yml"), "utf8"));
  const script = readFileSync(join(root, ".ci/run"), "utf8");

  test("runs the fast tests on every supported Node, the slow ones on one", () => {
    expect(jobs.fast.strategy.matrix.node).toEqual(["20.19", "24"]);
    const versions = jobs.whole.steps.flatMap(
      (step: { with?: Record<string, string> }) => step.with?.["node-version"] ?? [],
    );
    expect(versions).toEqual(["22"]);
    expect(jobs.whole.steps.at(-1).run).toBe(".ci/run");
  });

  test("gives the script more time than its own steps may take", () => {
    const seconds = [...script.matchAll(/^[^#\n]*?\b(?:within|suite \w+) (\d+)/gm)].map(([, text]) => Number(text));
    expect(seconds.length).toBe(5);
    expect(jobs.whole["timeout-minutes"] * 60).toBeGreaterThan(seconds.reduce((sum, each) => sum + each, 0));
  });

  test("has a browser installed only where CI=true was set", () => {
    expect(script).toMatch(/in_ci=\$\{CI:-\}\nexport CI=true/);
    expect(script).toMatch(/if \[ "\$in_ci" = true \] .*chromium/);
  });
});

describe.skipIf(process.platform === "win32")("the recipes for other schedulers", () => {
  const page = readFileSync(join(root, "docs/how-to/run-every-night.md"), "utf8");
  const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
  const complaints = (script: string) => spawnSync("sh", ["-n"], { input: script }).stderr.toString();

  test("the GitLab job has only keys that GitLab knows, and its script is one for a POSIX shell", () => {
    const { nightly, ...others } = parse(blockOf("yaml"));
    expect(others).toEqual({});
    const known = "image rules timeout variables cache script artifacts allow_failure".split(" ");
    expect(Object.keys(nightly).filter((key) => !known.includes(key))).toEqual([]);
    expect(nightly.allow_failure.exit_codes).toEqual([2, 3, 130]);
    for (const line of nightly.script) expect(typeof line).toBe("string");
    expect(complaints(nightly.script.join("\n"))).toBe("");
  });

  test("the JUnit file that GitLab reads is the one that is written", async () => {
    const { formatOf } = await import("../../src/report/formats.ts");
    const { sampleRun } = await import("./testing/sample-run.ts");
    const input = { run: sampleRun(), folder: ".", history: [] };
    const names = [...(formatOf("junit")?.render(input) ?? [])].map(({ name }) => name);
    expect(names.map((name) => `reports/latest/${name}`)).toContain(
      parse(blockOf("yaml")).nightly.artifacts.reports.junit,
    );
  });

  test("cron's line has five fields and a command, its script is one for a POSIX shell", () => {
    expect(blockOf("crontab")).toMatch(/^(\S+ ){5}\/\S+\n$/);
    expect(complaints(blockOf("sh"))).toBe("");
    expect(complaints("if true; then")).not.toBe("");
  });

  test.each([
    [0, 0, ""],
    [1, 1, "the finding again"],
    [2, 2, "exit code 2"],
  ])("a night with exit code %s ends cron's script with %s", (code, expected, says) => {
    const folder = mkdtempSync(join(tmpdir(), "gorest-cron-"));
    try {
      const put = (path: string, text: string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text, { mode: 0o755 });
      };
      put("gorest-harness/reports/latest/replay-a.json", "{}");
      put("nightly.sh", blockOf("sh"));
      put("bin/npm", `#!/bin/sh\ncase "$*" in *nightly*) exit ${code};; *) echo the finding again; exit 1;; esac\n`);
      const { status, stdout } = spawnSync(join(folder, "nightly.sh"), {
        env: { PATH: join(folder, "bin") + delimiter + (process.env.PATH ?? "") },
      });
      expect(status).toBe(expected);
      expect(stdout.toString()).toContain(says);
      if (code === 0) expect(stdout.toString()).toBe("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
