import { readFileSync } from "node:fs";
import type { RunRecord } from "../contract/run.ts";

/** What a run was made with, for its record. */
export const versions = (): RunRecord["versions"] => {
  // Our own file, one folder above src/.
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return { harness: version, node: process.version, platform: `${process.platform} ${process.arch}` };
};
