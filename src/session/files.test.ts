import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomically } from "./files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-atomic-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a file holds its chunks in order, whatever their length and letters", async () => {
  const letters = ["a", "é", "名", "🦄", ""];
  // Around a piece's length, above it, and many that only together are longer.
  const sizes = [0, 1, 349_525, 349_526, 1_048_575, 1_048_576, 1_048_577, 5, 3_000_000, ...Array(2000).fill(700)];
  const chunks = sizes.map((size, at) => (letters[at % letters.length] ?? "").repeat(size) + at);
  const path = join(folder, "file");
  await writeAtomically(path, chunks);
  expect(readFileSync(path, "utf8") === chunks.join("")).toBe(true);
  await writeAtomically(path, []);
  expect(readFileSync(path, "utf8")).toBe("");
});

test("a disk that is full while the next chunk is still being made is one error, and leaves nothing", () => {
  const module = new URL("./files.ts", import.meta.url).href;
  const script = `
    import { writeAtomically } from ${JSON.stringify(module)};
    async function* chunks() {
      for (let i = 0; i < 8; i++) {
        yield "x".repeat(1_000_000);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const error = await writeAtomically(${JSON.stringify(join(folder, "file"))}, chunks()).catch((reason) => reason);
    process.stdout.write(String(error?.code));`;
  // A file may have 2 MiB here; ignoring the signal makes going beyond it an error, as on a full disk.
  const child = spawnSync(
    "sh",
    ["-c", `trap '' XFSZ; ulimit -f 2048; exec "${process.execPath}" --import tsx --input-type=module -e "$SCRIPT"`],
    { env: { PATH: process.env.PATH, SCRIPT: script }, encoding: "utf8" },
  );
  expect(child).toMatchObject({ status: 0, stdout: "EFBIG", stderr: "" });
  expect(readdirSync(folder)).toEqual([]);
});
