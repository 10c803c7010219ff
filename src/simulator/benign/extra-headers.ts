import type { BenignVariant } from "../benign-variant.ts";
import { withHeaders } from "../responses.ts";

export const extraHeaders: BenignVariant = {
  id: "extra-headers",
  sentence: "Answers carry optional headers nobody documented.",
  wrap: (handler) => async (request) =>
    withHeaders(await handler(request), (headers) => {
      headers.set("strict-transport-security", "max-age=63072000");
      headers.set("x-served-by", "app-3");
      headers.append("link", '<https://gorest.co.in/docs>; rel="service-doc"');
      headers.set("alt-svc", 'h3=":443"; ma=86400');
      headers.set("server-timing", "db;dur=3.1");
      headers.append("set-cookie", "_session=1; path=/; HttpOnly");
    }),
};
