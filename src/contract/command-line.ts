import { isSource } from "./package-files.ts";

/**
 * A text whose commands its reader can paste: the scripts of this project, or the bin of the installed package, which has no
 * scripts.
 * @param text names commands as the project has them: `npm run verb -- arguments`
 */
export const pasteable = (text: string, installed = !isSource): string =>
  installed ? text.replace(/\bnpm run ([a-z]+|<verb>)(?: --(?= |$))?/g, "npx gorest-harness $1") : text;
