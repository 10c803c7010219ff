import { gzipSync } from "node:zlib";
import type { BenignVariant } from "../benign-variant.ts";

export const gzip: BenignVariant = {
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
};
