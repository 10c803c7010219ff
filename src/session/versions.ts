import { readFileSync } from "node:fs";
import { packageRoot } from "../contract/package-files.ts";
import type { RunRecord } from "../contract/run.ts";

/** What a run was made with, for its record. */
export const versions = (): RunRecord["versions"] => {
  const { version } = JSON.parse(readFileSync(new URL("package.json", packageRoot), "utf8")) as {
    version: string;
  };
  return { harness: version, node: process.version, platform: `${process.platform} ${process.arch}` };
};
