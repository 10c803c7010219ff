import { start } from "../../contract/bundle.mjs";

await start("src/client/http/adapter-thread.ts");
