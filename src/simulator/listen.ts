import { createServer } from "node:https";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import type { Simulator } from "./simulator.ts";

export interface Listening {
  /** Base URL of the API, such as http://127.0.0.1:4010/public/v2. */
  readonly url: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/**
 * Puts a simulator on a loopback port.
 * @param port 0: any free one
 * @param tls key and certificate in PEM; undefined: plain HTTP
 * @throws the socket's own error where the port cannot be had
 */
export const listen = async (
  simulator: Pick<Simulator, "fetch" | "headerName">,
  port: number,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Listening> => {
  const { headerName } = simulator;
  const server = createAdaptorServer({
    ...(tls === undefined ? undefined : { createServer, serverOptions: { ...tls } }),
    // Without a version 2 server the bindings are those of HTTP/1.
    fetch: (request: Request, bindings) => {
      const { incoming, outgoing } = bindings as HttpBindings;
      if (headerName !== undefined) renameHeaders(outgoing, headerName);
      // A handler that fails is a reset connection: the caller gets no answer at all.
      try {
        const response = simulator.fetch(request);
        return response instanceof Promise ? response.catch(() => reset(incoming)) : response;
      } catch {
        return reset(incoming);
      }
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${bound}/public/v2`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
};

const reset = (incoming: HttpBindings["incoming"]): Response => {
  incoming.socket.resetAndDestroy();
  return new Response(null, { status: 500 });
};

const renameHeaders = (outgoing: HttpBindings["outgoing"], headerName: (name: string) => string) => {
  const writeHead = outgoing.writeHead.bind(outgoing);
  Object.assign(outgoing, {
    writeHead: (status: number, headers: Record<string, string>) =>
      writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerName(name), value]))),
  });
};
