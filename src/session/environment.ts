import { readEnvFile } from "./env-file.ts";
import type { Environment } from "./http-proxy.ts";

let known: Environment | undefined;

/**
 * The environment with the working folder's `.env` beneath it: a variable that is really set wins. Read once a process;
 * `process.env` itself is left as it is, so that nothing else inherits a token it was not given.
 * @throws UsageError where the `.env` cannot be read
 */
export const environment = (): Environment => {
  known ??= { ...readEnvFile(), ...process.env };
  return known;
};

/** The same for what must speak even of a `.env` that cannot be read: then without it. */
export const readableEnvironment = (): Environment => {
  try {
    return environment();
  } catch {
    return process.env;
  }
};
