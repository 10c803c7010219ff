import { config } from "dotenv";
import type { Environment } from "./settings.ts";

let known: Environment | undefined;

/**
 * The environment with the working folder's `.env` beneath it: a variable that is really set wins. Read once a process;
 * `process.env` itself is left as it is, so that nothing else inherits a token it was not given.
 */
export const environment = (): Environment => {
  if (known !== undefined) return known;
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) merged[name] = value;
  config({ quiet: true, processEnv: merged });
  known = merged;
  return known;
};
