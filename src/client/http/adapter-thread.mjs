// A thread starts from plain JavaScript: on Node 20 the loader that its process was started with does not reach it.
import { register } from "tsx/esm/api";

register();
await import("./adapter-thread.ts");
