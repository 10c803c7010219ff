import { start } from "../../contract/bundle.mjs";

await start("src/evaluation/score/worker.ts");
