/** Whether this is the source, which needs a loader, and not what the compiler has made of it. */
export const isSource = import.meta.url.endsWith(".ts");

/** Folder of the project, or of the installed package: dist/ repeats its layout one folder deeper. */
export const packageRoot = new URL(isSource ? "../../" : "../../../", import.meta.url);

/**
 * A module of ours that another process or thread starts from.
 * @param path from the project's folder without its ending, such as src/cli/main
 */
export const moduleUrl = (path: string): URL =>
  new URL(`${path}${isSource ? ".ts" : ".js"}`, isSource ? packageRoot : new URL("dist/", packageRoot));

/** What Node needs to run such a module in another process. */
export const loaderArgs: readonly string[] = isSource ? ["--import", "tsx"] : [];
