/** Whether this is the source, which needs a loader, and not what the compiler has made of it. */
export const isSource = import.meta.url.endsWith(".ts");

/** Folder of the project, or of the installed package: dist/ repeats its layout one folder deeper. */
export const packageRoot = new URL(isSource ? "../../" : "../../../", import.meta.url);

const fileOf = (path: string, inSource: string): URL =>
  isSource ? new URL(`${path}${inSource}`, packageRoot) : new URL(`dist/${path}.js`, packageRoot);

/**
 * A module of ours, for Node with {@link loaderArgs}.
 * @param path from the project's folder without its ending, such as src/cli/main
 */
export const moduleUrl = (path: string): URL => fileOf(path, ".ts");

/** What another process or thread of ours starts from as it is: in source, what stands beside the module and loads it from the bundle. */
export const starterUrl = (path: string): URL => fileOf(path, ".mjs");

/** What Node needs to load source. */
export const loaderArgs: readonly string[] = isSource ? ["--import", "tsx"] : [];
