import type { Command } from "commander";

/** A setting of npm itself, which a user may have in a file of their own. */
const npmsOwn = "--json";

/**
 * One line where a flag of this verb was given to npm, by want of `--`: npm keeps it, and the run would go on without it, perhaps
 * against another target.
 * @param env npm tells a script of the flags it was given as npm_config_NAME
 */
export const flagTakenByNpm = (
  verb: Command,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  if (env.npm_lifecycle_event !== verb.name()) return undefined;
  const taken = verb.options
    .flatMap(({ long }) => long ?? [])
    .find((flag) => {
      const name = flag.replace(/^--(no-)?/, "").replaceAll("-", "_");
      return flag !== npmsOwn && env[`npm_config_${name}`] !== undefined;
    });
  return taken === undefined
    ? undefined
    : `npm took ${taken} for itself; write -- before the flags: npm run ${verb.name()} -- ${taken}`;
};
