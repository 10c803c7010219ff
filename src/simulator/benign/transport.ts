import { gzipSync } from "node:zlib";
import type { BenignVariant } from "../fault.ts";
import { withHeaders } from "../responses.ts";

/** How many of the answers do not come from the application, where some do not. */
const share = 1 / 40;

const badGateway = (type: string): Response =>
  new Response("<html><head><title>502 Bad Gateway</title></head><body></body></html>", {
    status: 502,
    headers: { "content-type": type, server: "cloudflare" },
  });

/** What fetch rejects with. */
const connectionReset = (): TypeError =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });

/** How answers travel: connections, compression, delays, gateways. */
export const transportVariants: readonly BenignVariant[] = [
  {
    id: "connection-close",
    sentence: "Every connection is closed after one answer.",
    wrap: (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        headers.set("connection", "close");
      }),
  },
  {
    id: "gateway-502",
    sentence: "Now and then a gateway answers 502 with an HTML page in the place of the application.",
    wrap:
      (handler, { random }) =>
      async (request) => {
        if (random() >= share) return handler(request);
        return badGateway("text/html");
      },
  },
  {
    id: "gateway-502-after-the-act",
    sentence: "Now and then a gateway answers 502 after the application has acted on the request.",
    wrap:
      (handler, { random }) =>
      async (request) => {
        const response = await handler(request);
        if (random() >= share) return response;
        return badGateway("text/html; charset=UTF-8");
      },
  },
  {
    id: "gzip",
    sentence: "Answers are compressed for callers that accept it.",
    wrap: (handler) => async (request) => {
      const response = await handler(request);
      if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "") || response.body === null) return response;
      const headers = new Headers(response.headers);
      headers.set("content-encoding", "gzip");
      headers.append("vary", "Accept-Encoding");
      return new Response(gzipSync(await response.text()), { status: response.status, headers });
    },
  },
  {
    id: "jittery",
    sentence: "Answers take from nothing to 0.3 s, so that parallel ones overtake each other.",
    wrap:
      (handler, { clock, random }) =>
      async (request) => {
        await clock.sleep(random() * 150);
        const response = await handler(request);
        await clock.sleep(random() * 150);
        return response;
      },
  },
  {
    id: "resets",
    sentence: "Now and then a connection is reset before the application has seen the request.",
    wrap:
      (handler, { random }) =>
      async (request) => {
        if (random() >= share) return handler(request);
        throw connectionReset();
      },
  },
  {
    id: "resets-after-the-act",
    sentence: "Now and then a connection is reset after the application has acted on the request.",
    wrap:
      (handler, { random }) =>
      async (request) => {
        const response = await handler(request);
        if (random() >= share) return response;
        throw connectionReset();
      },
  },
  {
    id: "slow",
    sentence: "Every answer takes 0.4 s.",
    settings: { latencyMs: 400 },
  },
  /** Shows on a socket only: in process header names have no letter case. */
  {
    id: "upper-case-header-names",
    sentence: "Header names are written in capitals.",
    headerName: (name) => name.toUpperCase(),
  },
];
