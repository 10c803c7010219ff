import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import type { BareMessage, BareOrder, ClosedOrder, EvenOrder } from "./bare-client.ts";
import type { BenchServer } from "./load-servers.ts";

/** What a machine allows: bare programs that do the least of the same work, to hold our own figures against. */

/** Lets bare sockets in a process of their own do something; resolves with its last message. */
const bareClient = (order: BareOrder, onWarm?: () => void): Promise<BareMessage> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL("./bare-client.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the bare client ended with ${code}`)));
    child.on("message", (plain) => {
      // bare-client.ts sends nothing else.
      const message = plain as BareMessage;
      if (message.type === "warm") return onWarm?.();
      resolve(message);
      child.disconnect();
    });
    child.send(order);
  });

const portOf = (url: string) => Number(new URL(url).port);

/** Service times, ms, that bare sockets see at an even rate. */
export const bareTimes = async (
  server: BenchServer,
  order: Omit<EvenOrder, "kind" | "port">,
): Promise<readonly number[]> => {
  const message = await bareClient({ kind: "even", port: portOf(server.url), ...order });
  return message.type === "times" ? message.times : [];
};

/** Requests a second that bare sockets get through, each sending again when it has its answer. */
export const bareRate = async (
  url: string,
  order: Omit<ClosedOrder, "kind" | "port"> & { readonly onWarm?: () => void },
): Promise<number> => {
  const { onWarm, ...rest } = order;
  const message = await bareClient({ kind: "closed", port: portOf(url), ...rest }, onWarm);
  return message.type === "counted" ? message.perS : Number.NaN;
};

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
