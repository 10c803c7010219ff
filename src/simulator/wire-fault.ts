import type { FaultInfo } from "../contract/fault.ts";
import type { Tools } from "./tools.ts";

/** The simulator from outside: what a request is answered with. Rejects where a connection would be reset. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A fault between the application and the caller: it wraps the handler and may change what goes in or comes out. */
export interface WireFault extends FaultInfo {
  readonly kind: "wire";
  readonly wrap: (handler: Handler, tools: Tools) => Handler;
}

/** Declares a wire fault. `wrap` is called once a simulator, so what it remembers belongs to that simulator. */
export const wireFault = (info: FaultInfo, wrap: WireFault["wrap"]): WireFault => ({ ...info, kind: "wire", wrap });
