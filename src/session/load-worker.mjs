import { start } from "../contract/bundle.mjs";

await start("src/session/load-worker.ts");
