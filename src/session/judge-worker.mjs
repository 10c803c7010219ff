import { start } from "../contract/bundle.mjs";

await start("src/session/judge-worker.ts");
