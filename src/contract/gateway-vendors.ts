/** Gateways by what they write into Server, into headers of their own, or into the pages they show. */
export const vendors: readonly {
  readonly name: string;
  readonly header?: RegExp;
  readonly server: RegExp;
  readonly page?: RegExp;
}[] = [
  {
    name: "Cloudflare",
    header: /^cf-(ray|mitigated)$/,
    server: /^cloudflare/i,
    page: /cloudflare|cf-error|cf_chl|just a moment\.\.\.|error code: \d{3,4}/i,
  },
  { name: "CloudFront", header: /^x-amz-cf-/, server: /^cloudfront/i, page: /cloudfront/i },
  { name: "AWS API Gateway", header: /^(x-amzn-errortype|x-amz-apigw-id|apigw-requestid)$/, server: /^$/ },
  { name: "AWS WAF", header: /^x-amzn-waf-action$/, server: /^$/ },
  { name: "an AWS load balancer", server: /^awselb/i },
  { name: "Akamai", header: /^x-akamai-/, server: /^akamai/i, page: /errors\.edgesuite\.net/i },
  { name: "Fastly", header: /^(fastly-|x-fastly-)/, server: /^fastly/i, page: /fastly error/i },
  { name: "Varnish", header: /^x-varnish$/, server: /^varnish/i, page: /varnish cache server|guru meditation/i },
  { name: "Squid", header: /^x-squid-error$/, server: /^squid/i, page: /\(squid[/)]|generated .* by .*squid/i },
  {
    name: "Envoy",
    header: /^x-envoy-/,
    server: /^(envoy|istio-envoy)/i,
    page: /^upstream (connect|request)|^no healthy upstream/i,
  },
  { name: "Kong", header: /^x-kong-/, server: /^kong/i },
  { name: "Traefik", server: /^traefik/i },
  { name: "HAProxy", server: /^haproxy/i, page: /no server is available to handle this request/i },
  { name: "Google's front end", server: /^(gws|gse|google frontend)/i },
  { name: "Microsoft's gateway", header: /^x-azure-ref$/, server: /^microsoft-azure-application-gateway/i },
  { name: "Imperva", header: /^x-iinfo$/, server: /^(imperva|incapsula)/i, page: /incapsula incident/i },
  { name: "DataDome", header: /^x-d(?:atadome|d-b)$/, server: /^datadome/i, page: /captcha-delivery\.com/i },
  { name: "Sucuri", header: /^x-sucuri-/, server: /^sucuri/i },
  { name: "Zscaler", server: /^zscaler/i, page: /zscaler/i },
  { name: "Vercel", header: /^x-vercel-/, server: /^vercel/i },
  { name: "ngrok", header: /^ngrok-/, server: /^$/ },
  { name: "mitmproxy", server: /^mitmproxy/i },
  { name: "Tyk", header: /^x-tyk-/, server: /^tyk/i },
  { name: "nginx", server: /^(nginx|openresty|tengine)/i, page: /<center>(nginx|openresty)/i },
  { name: "Apache", server: /^apache/i },
  { name: "Caddy", server: /^caddy/i },
];

/** Headers that no application writes: they say that what stands between has answered. */
export const writtenByGateways =
  /^(cf-mitigated|x-squid-error|proxy-authenticate|x-amzn-errortype|x-amzn-waf-action|x-azure-externalerror|x-sucuri-block|x-vercel-mitigated|ngrok-error-code)$/;
