import { BlockList, isIP } from "node:net";
import type { HttpProxy } from "../client/http/connect.ts";
import { UsageError } from "./fail.ts";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Named {
  readonly name: string;
  readonly text: string;
}

/** The first of these that is set and not blank. */
const first = (env: Environment, names: readonly string[]): Named | undefined => {
  for (const name of names) {
    const text = env[name]?.trim();
    if (text) return { name, text };
  }
  return undefined;
};

/** The small letters win, as with curl. */
const bothCases = (name: string): readonly string[] => [name.toLowerCase(), name];

const bare = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

const inNetwork = (host: string, network: string, bits: number): boolean => {
  const family = isIP(host) === 6 ? "ipv6" : "ipv4";
  if (isIP(host) === 0 || isIP(network) !== isIP(host) || bits > (family === "ipv6" ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
};

/** One entry of NO_PROXY: a host with all below it, an address, a network such as 10.0.0.0/8; each perhaps with a port. */
const exempts = (entry: string, host: string, port: string): boolean => {
  const network = /^\[?([\d.a-f:]+)\]?\/(\d{1,3})$/.exec(entry);
  if (network !== null) return inNetwork(host, network[1] ?? "", Number(network[2]));
  // Of an IPv6 address only brackets separate the port from the rest.
  const [, name = entry, only] = isIP(entry) === 6 ? [] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
  if (only !== undefined && only !== port) return false;
  const wanted = bare(name.replace(/^\*?\./, ""));
  if (wanted === "") return false;
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
};

const isExempt = (noProxy: string, target: URL): boolean => {
  if (noProxy.trim() === "*") return true;
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  const host = bare(target.hostname);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && exempts(entry, host, port));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % means itself.
    return text;
  }
};

/** No message quotes the value: it may hold a password. */
const proxyOf = ({ name, text }: Named): HttpProxy => {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.parse(whole);
  if (url === null || url.hostname === "")
    throw new UsageError(`${name}: it is not the URL of a proxy; give it like http://proxy.example.org:3128`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UsageError(
      `${name}: only http and https proxies can be used; name one, or put the service's host into NO_PROXY`,
    );
  // URL leaves a usual port out; where none is written, curl takes 1080.
  const written = /^[^/]*\/\/(?:[^/]*@)?[^/]*:(\d+)(?:\/|$)/.exec(whole)?.[1];
  const port = written ?? (url.protocol === "https:" ? "443" : "1080");
  url.port = port;
  const user = decoded(url.username);
  const password = decoded(url.password);
  const login = url.username === "" && url.password === "" ? undefined : `${user}:${password}`;
  return {
    origin: url.origin,
    name: `${url.hostname}:${port}`,
    ...(login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
    secrets: login === undefined ? [] : [login, password, url.password],
  };
};

/**
 * The proxy that stands before a service, by the variables curl reads: https_proxy, HTTPS_PROXY, http_proxy, then
 * all_proxy, ALL_PROXY, unless no_proxy, NO_PROXY exempts the host. Other than curl it reads HTTP_PROXY in capitals too:
 * that is left out there for programs behind a web server, which this is not.
 * @throws UsageError for a value that is no proxy
 */
export const proxyFor = (env: Environment, baseUrl: string): HttpProxy | undefined => {
  const target = new URL(baseUrl);
  const own = target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const found = first(env, [...bothCases(own), ...bothCases("ALL_PROXY")]);
  const exempt = first(env, bothCases("NO_PROXY"));
  if (found === undefined || (exempt !== undefined && isExempt(exempt.text, target))) return undefined;
  return proxyOf(found);
};
