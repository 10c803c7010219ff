import { gzipSync } from "node:zlib";
import { api, type Change, changed, dateIn, extraAt, type Form, hour, lower, without } from "./recorder-form.ts";
import type { NamedValue } from "./third-party-hars.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const pseudo = ({ method, url }: { readonly method: string; readonly url: string }): readonly NamedValue[] => [
  { name: ":authority", value: new URL(url).host },
  { name: ":method", value: method },
  { name: ":path", value: new URL(url).pathname },
  { name: ":scheme", value: "https" },
];
const noAnswer = { status: 0, statusText: "", headers: [], content: { size: 0, mimeType: "x-unknown" }, bodySize: -1 };
const gzipped = { name: "Content-Encoding", value: "gzip" };
const minus = { send: -1, wait: -1, receive: -1 };

const chrome: Change = {
  entry: (_, index) => ({
    _connectionId: String(index),
    _initiator: { type: "script", stack: { callFrames: [] } },
    _priority: "High",
    _resourceType: "fetch",
    connection: "443",
    pageref: "page_1",
    serverIPAddress: "[2606:4700:3033::6815:2a6b]",
    cache: {},
  }),
  request: (request) => ({
    httpVersion: "http/2.0",
    headers: [...pseudo(request), ...lower(request).headers],
    bodySize: request.postData?.text === undefined ? 0 : Buffer.byteLength(request.postData.text),
  }),
  response: (response) => ({
    ...lower(response),
    httpVersion: "http/2.0",
    _transferSize: 812,
    _error: null,
    bodySize: -1,
  }),
  extra: [
    // A preflight, what a service worker served, what was blocked, and what another entry's cache had.
    extraAt({
      request: { method: "OPTIONS", url: api, headers: [] },
      response: { status: 200, headers: [], content: { size: 0 } },
    }),
    extraAt({
      request: { method: "GET", url: api, headers: [] },
      response: { status: 200, headers: [], content: { size: 3, text: "{}x" }, _fetchedViaServiceWorker: true },
    }),
    extraAt({
      request: { method: "GET", url: api, headers: [] },
      response: { ...noAnswer, _transferSize: 0, _error: "net::ERR_BLOCKED_BY_CLIENT" },
    }),
    extraAt({
      _fromCache: "disk",
      request: { method: "GET", url: api, headers: [] },
      response: { status: 200, headers: [], content: { size: 2, text: "[]" } },
    }),
    extraAt({
      _webSocketMessages: [{ type: "send", time: 1, opcode: 1, data: "x" }],
      request: { method: "GET", url: "wss://gorest.co.in/cable", headers: [] },
      response: { status: 101, headers: [], content: { size: 0 } },
    }),
  ],
  log: { pages: [{ id: "page_1", startedDateTime: "2026-03-01T10:00:00.000Z", title: "x", pageTimings: {} }] },
};

/** What each recorder adds, leaves out, and writes where it knows nothing. */
export const forms: Readonly<Record<string, Form>> = {
  "Chrome, with sensitive data": changed("WebInspector", chrome),
  "Chrome, sanitized": changed("WebInspector", {
    ...chrome,
    request: (request) => ({
      ...chrome.request?.(request),
      headers: without(/^(authorization|cookie)$/i, request),
      cookies: [],
    }),
    response: (response) => ({ ...chrome.response?.(response), headers: without(/^set-cookie$/i, response) }),
  }),
  "Chrome, without content": changed("WebInspector", {
    ...chrome,
    content: (content) => ({ text: undefined, size: content.size ?? 0 }),
  }),
  "Chrome, values of one name on lines of their own": changed("WebInspector", {
    response: ({ headers }) => ({
      headers: headers.map(({ name, value }) => ({
        name,
        value: /^vary$/i.test(name) ? `${value}\nAccept-Encoding` : value,
      })),
    }),
  }),
  Firefox: changed("Firefox", {
    entry: ({ startedDateTime }) => ({
      time: -1,
      startedDateTime: dateIn(2 * hour, "+02:00")(startedDateTime),
      pageref: "page_1",
      connection: "443",
      timings: { blocked: -1, dns: -1, ssl: -1, connect: -1, send: 0, wait: -1, receive: 0 },
    }),
    request: ({ headers, postData }) => ({
      headers: [...headers, { name: "Accept-Encoding", value: "gzip" }, { name: "Accept-Encoding", value: "gzip" }],
      ...(postData === undefined ? {} : { postData: { ...postData, params: [], comment: "" } }),
    }),
    response: ({ headers }) => ({ headers: [...headers, ...headers.filter(({ name }) => /vary|cf-ray/i.test(name))] }),
    content: () => ({ comment: "" }),
  }),
  "Firefox, bodies left out": changed("Firefox", {
    request: ({ postData }) =>
      postData === undefined
        ? {}
        : { postData: { mimeType: "", params: [], text: "", comment: "Request POST body is not included." } },
    content: () => ({ text: undefined, comment: "Response bodies are not included." }),
  }),
  Safari: changed("WebKit Web Inspector", {
    entry: () => ({ _fetchType: "Network Load", _priority: "high", pageref: undefined, serverIPAddress: "" }),
    request: ({ postData }) => ({
      httpVersion: "",
      headersSize: -1,
      bodySize: -1,
      ...(postData === undefined ? {} : { postData: { ...postData, params: [] } }),
    }),
    response: () => ({ bodySize: -1, _transferSize: -1, _error: "" }),
  }),
  Charles: changed("Charles Proxy", {
    entry: ({ startedDateTime }) => ({
      charlesStatus: "COMPLETE",
      _charlesStatus: "COMPLETE",
      startedDateTime: dateIn(-5 * hour, "-05:00")(startedDateTime),
    }),
    response: () => ({ bodySize: 0, _transferSize: 97, _charlesStatus: "COMPLETE" }),
  }),
  Fiddler: changed("Fiddler", {
    entry: ({ startedDateTime }) => ({
      startedDateTime: dateIn(3 * hour, "1234+03:00")(startedDateTime),
      pageref: "Page1",
      connection: "ClientPort:51234;EgressPort:51235",
      time: 0,
      comment: "[#12] ",
    }),
    extra: [
      extraAt({
        request: { method: "CONNECT", url: "gorest.co.in:443", headers: [{ name: "Host", value: "gorest.co.in:443" }] },
        response: { status: 200, statusText: "Connection Established", headers: [], content: { size: 0 } },
      }),
    ],
  }),
  mitmproxy: changed("mitmproxy", {
    entry: ({ startedDateTime }) => ({ startedDateTime: dateIn(0, "250+00:00")(startedDateTime), _resourceType: null }),
    request: ({ postData }) => (postData === undefined ? {} : { postData: { ...postData, params: [] } }),
    content: (content) => ({ compression: 0, text: base64(content.text ?? ""), encoding: "base64" }),
    extra: [
      extraAt({
        request: { method: "GET", url: api, headers: [] },
        response: { ...noAnswer, httpVersion: "", _transferSize: 0, _error: "Client disconnected." },
      }),
    ],
  }),
  "mitmproxy, in millionths and still compressed": changed("mitmproxy har_dump", {
    response: ({ headers, content }) =>
      content.text ? { headers: [...without(/^content-(length|encoding)$/i, { headers }), gzipped] } : {},
    content: ({ text }) =>
      text ? { size: text.length, text: base64(gzipSync(text)), encoding: "base64", compression: 4 } : {},
  }),
  Insomnia: changed("Insomnia REST Client", {
    entry: () => ({ startedDateTime: "2026-03-02T08:00:00.000Z", comment: "Create a user" }),
    log: { creator: { name: "Insomnia REST Client", version: "insomnia.desktop.app:v8.6.1" } },
  }),
  "Playwright, minimal": changed("Playwright", {
    entry: (_, index) => ({ _monotonicTime: 1000 + index, _frameref: "frame@1", time: -1, timings: minus }),
    request: () => ({ cookies: [], headersSize: -1, bodySize: -1 }),
    response: () => ({ headersSize: -1, bodySize: -1, redirectURL: "" }),
    content: () => ({ size: -1 }),
    log: { browser: { name: "chromium", version: "126" } },
  }),
  "puppeteer-har": changed("chrome-har", {
    entry: (_, index) => ({ _requestId: `100.${index}`, _requestTime: 12.5, pageref: "page_1", connection: "12" }),
    content: (content) => ({ text: undefined, size: content.size ?? 0 }),
  }),
  Proxyman: changed("Proxyman", {
    entry: () => ({ _isHTTPS: true, _clientName: "curl", _name: "", comment: "", _isIntercepted: true }),
    request: (request) =>
      request.postData === undefined
        ? { postData: null }
        : { postData: { ...request.postData, params: [] }, bodySize: request.postData.text?.length ?? 0 },
  }),
  "HTTP Toolkit": changed("HTTP Toolkit", {
    entry: () => ({ _pinned: true, _tags: [] }),
    request: ({ postData }) =>
      postData === undefined
        ? {}
        : {
            postData: undefined,
            _requestBodyStatus: "discarded:not-representable",
            _content: { text: base64(postData.text ?? ""), size: postData.text?.length ?? 0, encoding: "base64" },
          },
    content: (content, { status }) =>
      status === 200 && (content.text ?? "").length > 4000
        ? { text: undefined, comment: "Body discarded during HAR generation: longer than limit of 4000 bytes" }
        : {},
    extra: [
      extraAt({ request: { method: "GET", url: api, headers: [] }, response: { ...noAnswer, statusText: "aborted" } }),
    ],
  }),
  Burp: changed("Burp Suite Professional", {
    entry: ({ startedDateTime }) => ({ startedDateTime: startedDateTime.replace(/\.\d+Z$/, "Z"), time: 0 }),
    request: ({ headers }) => ({ headers: headers.map(({ name, value }) => ({ name, value: ` ${value}` })) }),
  }),
  "OWASP ZAP": changed("ZAP", {
    entry: (_, index) => ({ _zapMessageId: index, _zapMessageNote: "", _zapMessageType: "1", time: 12 }),
    request: ({ postData }) =>
      postData === undefined
        ? { postData: { mimeType: "", params: [], text: "" } }
        : { postData: { ...postData, params: [] } },
  }),
  "k6 browser": changed("k6 browser recorder", {
    entry: () => ({ _fromRecorder: true }),
    content: ({ text }) => ({ size: text?.length ?? 0, text: text ?? "" }),
  }),
  Cypress: changed("Cypress HAR Generator", {
    entry: () => ({ _initiatorUrl: "http://localhost:3000/", _resourceType: "xhr", time: 0.4 }),
  }),
  Karate: changed("karate", { entry: () => ({ time: 31, timings: undefined, cache: undefined }) }),
};
