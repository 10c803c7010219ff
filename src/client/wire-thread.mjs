// A thread starts from plain JavaScript: the loader that its process was started with does not reach it.
import { register } from "tsx/esm/api";

register();
await import("./wire-thread.ts");
