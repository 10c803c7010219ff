import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import type { BareOrder, BareTimes } from "./bare-client.ts";
import type { BenchServer } from "./load-servers.ts";

/** What a machine allows: bare programs that do the least of the same work, to hold our own figures against. */

/** Service times, ms, that bare sockets in a process of their own see at an even rate. */
export const bareTimes = (server: BenchServer, order: Omit<BareOrder, "port">): Promise<BareTimes> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL("./bare-client.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the bare client ended with ${code}`)));
    child.once("message", (times) => {
      // bare-client.ts sends nothing else.
      resolve(times as BareTimes);
      child.disconnect();
    });
    child.send({ ...order, port: Number(new URL(server.url).port) } satisfies BareOrder);
  });

/** A proxy of node:http and undici that passes on and does nothing else. */
export const bareProxy = async (server: BenchServer): Promise<{ readonly url: string; close(): Promise<void> }> => {
  const dispatcher = new Agent({ connections: 4096 });
  const proxy = createServer(async (incoming, response) => {
    const { statusCode, headers, body } = await request(`${server.url}${incoming.url}`, { dispatcher });
    response.writeHead(statusCode, headers);
    response.end(await body.text());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "127.0.0.1", resolve);
  });
  // A TCP server that listens has an address of this kind.
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      proxy.closeAllConnections();
      proxy.close();
      await dispatcher.close();
    },
  };
};
