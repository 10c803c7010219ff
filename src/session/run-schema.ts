import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { packageRoot } from "../contract/package-files.ts";
import type { RunRecord } from "../contract/run.ts";

const schemaUrl = new URL("docs/run.schema.json", packageRoot);

let compiled: ValidateFunction<RunRecord> | undefined;

const validator = (): ValidateFunction<RunRecord> => {
  if (compiled !== undefined) return compiled;
  // The file ships with the package and a suite holds it to its meta-schema. To make shorter code of it takes longer than
  // the few records of a process do to be checked.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateSchema: false, code: { optimize: false } });
  formats.default(ajv);
  compiled = ajv.compile<RunRecord>(JSON.parse(readFileSync(schemaUrl, "utf8")));
  return compiled;
};

/**
 * Checks that a value read from run.json is a run record, by docs/run.schema.json.
 * @returns the record, or one line that says what is wrong with it
 */
export const checkRun = (value: unknown): RunRecord | string => {
  const validate = validator();
  if (validate(value)) return value;
  const error = validate.errors?.[0];
  return `${error?.instancePath || "the record"} ${error?.message ?? "does not fit docs/run.schema.json"}`;
};
