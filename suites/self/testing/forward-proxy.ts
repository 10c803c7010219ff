import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A real forward proxy on loopback, which alone knows where its hosts are. */
export interface ProxyServer {
  readonly port: number;
  /** The requests it got: "CONNECT host:port", "GET http://host/path". */
  readonly requested: readonly string[];
  close(): Promise<void>;
}

export interface ProxyServerOptions {
  /** Port on loopback by the requested host, such as "api.test:443". Any other is refused with 502. */
  readonly ports: Readonly<Record<string, number>>;
  /** Value of Proxy-Authorization without which it answers 407. */
  readonly authorization?: string;
  /** Values of Proxy-Authenticate beside a 407. */
  readonly offers?: readonly string[];
}

export const startForwardProxy = async ({
  ports,
  authorization,
  offers = [],
}: ProxyServerOptions): Promise<ProxyServer> => {
  const requested: string[] = [];
  const sockets = new Set<Socket>();
  const refusal = (headers: { readonly "proxy-authorization"?: string | undefined }, port: number | undefined) => {
    if (authorization !== undefined && headers["proxy-authorization"] !== authorization) return 407;
    return port === undefined ? 502 : undefined;
  };
  const server = createServer((incoming, response) => {
    requested.push(`${incoming.method} ${incoming.url}`);
    const url = new URL(incoming.url ?? "", "http://origin-form.invalid");
    const port = ports[`${url.hostname}:${url.port || 80}`];
    const refused = refusal(incoming.headers, port);
    if (refused !== undefined) return void response.writeHead(refused, { "proxy-authenticate": [...offers] }).end();
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    const onward = httpRequest(
      { port, method: incoming.method, path: url.pathname + url.search, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.on("connect", ({ url = "", headers }, client: Socket) => {
    requested.push(`CONNECT ${url}`);
    const port = ports[url];
    const refused = refusal(headers, port);
    if (refused !== undefined) {
      const lines = offers.map((offer) => `Proxy-Authenticate: ${offer}\r\n`).join("");
      return void client.end(`HTTP/1.1 ${refused} No\r\n${lines}\r\n`);
    }
    const onward = connect({ port: port ?? 0, host: "127.0.0.1" }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // Listening on a port, its address is of this form.
    port: (server.address() as AddressInfo).port,
    requested,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
