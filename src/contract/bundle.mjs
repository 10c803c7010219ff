// Starts a process or thread of the harness from one bundle of its source, made anew when a file of it changed. Loaded file by
// file through tsx, each needs more than twice the time to start; decision 0001 has the figures.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url);
const cache = new URL("node_modules/.cache/gorest-harness/bundles/", root);
const index = new URL("latest.json", cache);
/** What a process or thread starts with. */
const entries = [
  "src/cli/main.ts",
  "src/client/http/adapter-thread.ts",
  "src/evaluation/score/worker.ts",
  "src/session/judge-worker.ts",
  "src/session/load-worker.ts",
];
/** A bundle may be in use for as long as a run may last. */
const keptForDays = 3;

/** What tells one state of a file from another. */
const stateOf = (path) => {
  const { mtimeMs, size } = statSync(new URL(path, root));
  return `${mtimeMs} ${size}`;
};

const moduleIn = (folder, entry) => new URL(`${folder}/${entry.slice("src/".length, -".ts".length)}.js`, cache);

/** The entry's module in the bundle, or undefined where there is none or a file has changed since. */
const current = (entry) => {
  try {
    const { from, folder, inputs } = JSON.parse(readFileSync(index, "utf8"));
    // A copy of the project brings the cache along, with paths of the place it came from.
    if (from !== root.href) return undefined;
    for (const [path, state] of inputs) if (stateOf(path) !== state) return undefined;
    const module = moduleIn(folder, entry);
    statSync(module);
    return module;
  } catch {
    return undefined;
  }
};

/** Modules find what lies beside them by their own address, so each keeps the address of its source. */
const ownAddress = {
  name: "own-address",
  setup: (build) =>
    build.onLoad({ filter: /[/\\](src|suites)[/\\].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      return { loader: "ts", contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)) };
    }),
};

/** Libraries of many small files go into the bundle: to find and read those takes an eighth of a short run. */
const bundled = /^(ajv|ajv-formats|fast-uri|fast-deep-equal|json-schema-traverse|fast-xml-parser|hono|pure-rand)(\/|$)/;
const libraries = {
  name: "libraries",
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || bundled.test(path) ? undefined : { path, external: true },
    ),
};

const removeOld = () => {
  for (const { name } of readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const folder = new URL(`${name}/`, cache);
    if (Date.now() - statSync(folder).mtimeMs > keptForDays * 86_400_000) rmSync(folder, { recursive: true });
  }
};

const bundle = async (entry) => {
  const { build } = await import("esbuild");
  const begunMs = Date.now();
  const folder = randomBytes(6).toString("hex");
  mkdirSync(new URL(`${folder}/`, cache), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(root),
    entryPoints: entries.filter((path) => existsSync(new URL(path, root))),
    outbase: "src",
    outdir: fileURLToPath(new URL(`${folder}/`, cache)),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "linked",
    metafile: true,
    logLevel: "silent",
    plugins: [ownAddress, libraries],
  });
  const paths = Object.keys(metafile.inputs);
  // What was saved meanwhile may not be in it: the next start makes another.
  if (paths.every((path) => statSync(new URL(path, root)).mtimeMs < begunMs)) {
    // Renamed into place: two that start at once each find a whole one.
    const draft = new URL(`${folder}.json`, cache);
    writeFileSync(
      draft,
      JSON.stringify({ from: root.href, folder, inputs: paths.map((path) => [path, stateOf(path)]) }),
    );
    renameSync(draft, index);
  }
  removeOld();
  return moduleIn(folder, entry);
};

/** Without esbuild, or where nothing may be written: the source itself. */
const source = async (entry) => {
  const { register } = await import("tsx/esm/api");
  register();
  return new URL(entry, root);
};

/** Loads one of the entries, and with it all that it starts. */
export const start = async (entry) => {
  const module = current(entry) ?? (await bundle(entry).catch(() => source(entry)));
  await import(module.href);
};
