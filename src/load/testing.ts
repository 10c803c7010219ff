import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Transport } from "../client/transport.ts";
import type { OpenGate } from "./driver.ts";

/** A server on a free loopback port. For tests and benchmarks. */
export async function serve(listener: RequestListener): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server that listens has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of message) text += chunk;
  return text;
};

/** The least a gate is: HTTP on loopback into a transport. The real one is in `client`; stages below it test with this. */
export const plainGate: OpenGate = (transport: Transport) =>
  serve(async (request, response) => {
    const body = await textOf(request);
    const exchange = await transport.send({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      as: "A",
      ...(body === "" ? {} : { body }),
    });
    if (exchange.outcome.kind === "failure") response.writeHead(502).end();
    else response.writeHead(exchange.outcome.status).end(exchange.outcome.body);
  });
