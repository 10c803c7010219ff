import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import type { buildConnector } from "undici";
import type { Answer, Failure } from "../../contract/exchange.ts";

const loopback: readonly LookupAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

const isLocalhost = (hostname: string): boolean => /(^|\.)localhost\.?$/i.test(hostname);

/**
 * Looks a name up as the system does, and knows both loopback addresses of `localhost`, of which many systems name one alone:
 * with `autoSelectFamily` the other is tried where nothing listens on the first.
 * @see RFC 6761 section 6.3
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  if (options.all !== true || !isLocalhost(hostname)) return systemLookup(hostname, options, callback);
  systemLookup(hostname, { ...options, all: true }, (_, addresses) => {
    const known: readonly LookupAddress[] = addresses ?? [];
    const others = loopback.filter(({ address }) => known.every((one) => one.address !== address));
    callback(null, [...known, ...others]);
  });
};

/** An HTTP proxy between us and the service. It may hold a password: never record or print it whole. */
export interface HttpProxy {
  /** Such as http://127.0.0.1:3128, without credentials. */
  readonly origin: string;
  /** Host and port, for people. */
  readonly name: string;
  /** Value of Proxy-Authorization. */
  readonly authorization?: string;
  /** What must never be recorded. */
  readonly secrets: readonly string[];
}

export interface TunnelOptions {
  readonly timeoutMs: number;
  /** An extra certificate authority, PEM, for a proxy that is spoken to over TLS. */
  readonly ca?: string;
}

/** Ways to log in that need more than a header; Basic goes with them where it is offered. */
const dialogues = /^\s*(?:negotiate|ntlm|kerberos|digest)\b/i;

/**
 * What a 407 wants. An address with a password in it, though made up, would be masked on its way to the reader.
 * @param offered its values of Proxy-Authenticate
 */
const loginWanted = ({ authorization }: HttpProxy, offered: readonly string[]): string => {
  if (offered.length > 0 && offered.every((way) => dialogues.test(way)))
    return `it wants a login by ${offered.map((way) => way.trim().split(/\s/, 1)[0]).join(" or ")}, which is not spoken here; a proxy of your own that does, such as cntlm or px, can stand between`;
  return authorization === undefined
    ? "it wants a user name and a password: put them, as USER:PASSWORD@, before its host"
    : "it refuses the user name and the password before its host";
};

const authorized = ({ authorization }: HttpProxy): Readonly<Record<string, string>> =>
  authorization === undefined ? {} : { "proxy-authorization": authorization };

/** Opens a tunnel to a host through the proxy (CONNECT); any answer but 2xx is an error. */
const openTunnel = (proxy: HttpProxy, to: string, { timeoutMs, ca }: TunnelOptions): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const request = proxy.origin.startsWith("https:") ? httpsRequest : httpRequest;
    const call = request(proxy.origin, {
      method: "CONNECT",
      path: to,
      headers: { host: to, ...authorized(proxy) },
      agent: false,
      timeout: timeoutMs,
      ...(ca === undefined ? {} : { ca }),
      rejectUnauthorized: true,
    });
    call.once("connect", ({ statusCode = 0, headersDistinct }, socket: Socket, head) => {
      if (statusCode >= 200 && statusCode < 300) {
        socket.setTimeout(0);
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      const login = loginWanted(proxy, headersDistinct["proxy-authenticate"] ?? []);
      reject(new Error(`CONNECT ${to} was answered ${statusCode}${statusCode === 407 ? `: ${login}` : ""}`));
    });
    call.once("timeout", () => call.destroy(Object.assign(new Error("no answer to CONNECT"), { code: "ETIMEDOUT" })));
    call.once("error", reject);
    call.end();
  });

/**
 * undici's way to connect, through a proxy: TLS is made with the service itself and verified, inside the tunnel. Plain
 * requests go to the proxy as to a server, see {@link throughProxy}.
 */
export const tunnel =
  (proxy: HttpProxy, connect: buildConnector.connector, options: TunnelOptions): buildConnector.connector =>
  (to, callback) => {
    const { protocol, host = to.hostname, port } = to;
    if (protocol !== "https:" || `${protocol}//${host}` === proxy.origin) return connect(to, callback);
    openTunnel(proxy, port ? host : `${host}:443`, options).then(
      (socket) => connect({ ...to, httpSocket: socket }, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };

/** Where a request goes that may have to go through a proxy. */
export interface Way {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Plain http is sent to the proxy itself, the whole URL in its first line (RFC 9112, section 3.2.2). */
export const throughProxy = (proxy: HttpProxy, way: Way): Way =>
  !way.origin.startsWith("http:")
    ? way
    : {
        origin: proxy.origin,
        path: `${way.origin}${way.path}`,
        headers: { ...way.headers, host: way.origin.slice("http://".length), ...authorized(proxy) },
      };

const offeredIn = ({ headers }: Answer): readonly string[] =>
  headers.flatMap(([name, value]) => (name === "proxy-authenticate" ? [value] : []));

/** What came of a request through a proxy, with the proxy named where it failed. */
export const namingProxy = (proxy: HttpProxy, outcome: Answer | Failure): Answer | Failure => {
  // Only a proxy answers 407, and it has passed nothing on.
  const failure: Failure | undefined =
    outcome.kind === "failure"
      ? outcome
      : outcome.status === 407
        ? {
            kind: "failure",
            fault: "transport",
            message: `407: ${loginWanted(proxy, offeredIn(outcome))}`,
            maybeDone: false,
          }
        : undefined;
  if (failure === undefined || failure.fault === "aborted") return outcome;
  return { ...failure, message: `${failure.message}, through the proxy ${proxy.name}` };
};
