import { start } from "../contract/bundle.mjs";

/** Loading takes a moment. Nothing is sent in it: whoever ends it is told what a run that is cut off tells; the verb listens for itself then. */
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => process.exit(130));

// Node reads every map as soon as they are on, so only where somebody looks for a defect.
if (process.env.GOREST_DEBUG) process.setSourceMapsEnabled(true);
await start("src/cli/main.ts");
