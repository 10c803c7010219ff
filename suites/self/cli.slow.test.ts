import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./testing/command-line.ts";
import { root } from "./testing/sources.ts";

// Real processes; cli.test.ts asks the same code in this one.

describe("a mistake", () => {
  test("in the verb ends with exit code 2 and no stack", async () => {
    const { code, err, out } = await run(["contrakt"]);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("unknown command 'contrakt'");
    expect(err).not.toMatch(/^\s+at /m);
  });

  test("of a token that is missing where the live service is chosen ends with exit code 2", async () => {
    const { code, out, err } = await run(["nightly"], { GOREST_TARGET: "live" });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: GOREST_TARGET=live and GOREST_TOKEN is not set: .*\n$/);
  });

  test("in a flag's value ends with exit code 2 and one line", async () => {
    const { code, err } = await run(["simulator", "--port", "many"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: --port many: .*\n$/);
  });
});

test("the first line of a run and its last say which target it was", async () => {
  const reports = mkdtempSync(join(tmpdir(), "gorest-cli-"));
  try {
    const args = ["contract", "--budget", "20", "--seed", "1", "--reports", reports];
    const { out, err } = await run([...args, "--fault", "delete-answers-200"], { GOREST_COLOUR: "canary" });
    expect(err).toBe("GOREST_COLOUR is set, and there is no such setting; .env.example lists them\n");
    expect(out).toMatch(/^target {2}embedded simulator, fault delete-answers-200 /);
    expect(out).toMatch(/\ncontract: embedded simulator, fault delete-answers-200 \(exit code \d\)\n$/);
    const { out: json, err: lines } = await run([...args, "--json"], {});
    expect(JSON.parse(json)).toHaveProperty("outcome");
    expect(lines).toMatch(/^target {2}embedded simulator [\s\S]*\ncontract: embedded simulator \(exit code \d\)\n$/);
  } finally {
    rmSync(reports, { recursive: true });
  }
});

test("the finding in the README is what its command prints, but for what it cuts", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, command = "", shown = ""] =
    /`npm run (contract -- [^`]*)` ends with.*?```text\n(.*?)```/s.exec(readme) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "gorest-readme-"));
  const { code, out } = await run([...command.replace(" --", "").split(" "), "--reports", folder]);
  rmSync(folder, { recursive: true });
  const printed = out
    .replaceAll(` --reports ${folder}`, "")
    .replaceAll(/(?:\.\.\/)*[^\s]*gorest-readme-\w+/g, "reports")
    .replaceAll(/\s+/g, " ");
  const pieces = shown.split(/…|\n/).map((piece) => piece.trim().replaceAll(/\s+/g, " "));
  let from = 0;
  for (const piece of pieces.filter((each) => each !== "")) {
    expect(printed.slice(from)).toContain(piece);
    from = printed.indexOf(piece, from) + piece.length;
  }
  expect([code, pieces.length > 10]).toEqual([1, true]);
});
