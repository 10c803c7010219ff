import { api, changed, dateIn, extraAt, type Form, hour, lower, type RecordedEntry, without } from "./recorder-form.ts";

const form = "application/x-www-form-urlencoded";
const jsonOf = (text: string): object => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
};

/** Each entry as it is and changed, as in recordings that were merged. */
const twice =
  (change: (entry: RecordedEntry) => object = () => ({})): Form =>
  (entries) =>
    changed("x", { extra: entries.map((one) => ({ ...one, ...change(one) })) })(entries);
const sanitised = (pattern: RegExp): Form =>
  changed("x", { response: (response) => ({ headers: without(pattern, response) }) });

type Value = string | number;
/** As a tool does that makes what was recorded anonymous: other values of a field, in answers and, where so, in requests. */
const replaced = (field: string, other: (value: Value) => Value, inRequests = true): Form => {
  const inText = (text = "") =>
    text === "" || !/^[[{]/.test(text)
      ? text
      : JSON.stringify(
          JSON.parse(text, (name, value: unknown) =>
            name === field && (typeof value === "string" || typeof value === "number") ? other(value) : value,
          ),
        );
  return changed("x", {
    request: ({ postData }) =>
      inRequests && postData?.text !== undefined ? { postData: { ...postData, text: inText(postData.text) } } : {},
    response: ({ headers }) => ({ headers: without(/^content-length$/i, { headers }) }),
    content: ({ text }) => ({ text: inText(text), size: Buffer.byteLength(inText(text)) }),
  });
};
const numberOf = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_999_991, 7);
const plausible = ["John Smith", "Mary Jones", "Wei Chen"];
const base64 = (text: string) => Buffer.from(text).toString("base64");
const setBack =
  (ms: number): Form =>
  (entries) =>
    changed("x", {
      entry: ({ startedDateTime }, index) => ({
        startedDateTime: index > entries.length / 2 ? dateIn(-ms, "Z")(startedDateTime) : startedDateTime,
      }),
    })(entries);
const bare = (url: string) => url.replace(/\?.*/s, "");

/** Forms that no single tool has a name for. */
export const oddForms: Readonly<Record<string, Form>> = {
  "names replaced": replaced("name", (name) => plausible[numberOf(String(name)) % plausible.length] ?? name),
  "ids replaced": replaced("id", (id) => 1_000_000 + numberOf(String(id))),
  "e-mails replaced in answers": replaced("email", (email) => `user${numberOf(String(email))}@example.com`, false),
  "stars in e-mails that were replaced": replaced(
    "email",
    (email) => String(email).replace(/^(.).*@/s, "$1***@"),
    false,
  ),
  "the clock set back an hour": setBack(hour),
  "the clock set back ten seconds": setBack(10_000),
  "queries left out": changed("x", { request: ({ url }) => ({ url: bare(url), queryString: [] }) }),
  "queries beside the address alone": changed("x", {
    request: ({ url }) => ({
      url: bare(url),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
    }),
  }),
  "queries shortened": changed("x", { request: ({ url }) => ({ url: url.replace(/\?.*/s, "?…") }) }),
  "Proxyman, requests in base64": changed("Proxyman", {
    request: ({ postData }) =>
      postData?.text === undefined
        ? {}
        : { postData: { ...postData, encoding: "base64", text: base64(postData.text) }, bodySize: -1 },
    content: ({ text = "" }) => ({ text: base64(text), encoding: "base64" }),
  }),
  "Burp, JSON in many lines": changed("Burp Suite", {
    content: ({ text = "" }) => (/^[[{]/.test(text) ? { text: JSON.stringify(JSON.parse(text), null, 2) } : {}),
    response: ({ headers }) => ({ headers: without(/^content-length$/i, { headers }) }),
  }),
  "Wireshark, no durations": changed("tshark", { entry: () => ({ time: 0, timings: {} }) }),
  "statuses and sizes as texts": changed("x", {
    request: () => ({ bodySize: "88" }),
    response: ({ status }) => ({ status: String(status), bodySize: "88" }),
    content: () => ({ size: "88" }),
  }),
  "sizes of gigabytes": changed("x", {
    content: () => ({ size: 8_589_934_592 }),
    response: () => ({ bodySize: 1e300 }),
  }),
  ...Object.fromEntries(
    [
      "[truncated]",
      "... (truncated)",
      "…",
      "...[4096 more bytes]",
      "<response truncated: 12 kB>",
      " --- cut off by proxy ---",
    ].map((mark) => [
      `cut, and marked ${mark}`,
      changed("x", {
        response: ({ headers }) => ({ headers: without(/^content-length$/i, { headers }) }),
        content: ({ text = "" }) => {
          const cut = text.length > 70 ? text.slice(0, 60) + mark : text;
          return { text: cut, size: Buffer.byteLength(cut) };
        },
      }),
    ]),
  ),
  "fields of forms, as they were encoded": changed("x", {
    request: ({ postData, headers }) =>
      postData?.text === undefined
        ? {}
        : {
            headers: headers.map(({ name, value }) => ({ name, value: /^content-type$/i.test(name) ? form : value })),
            postData: {
              mimeType: form,
              params: Object.entries(jsonOf(postData.text)).map(([name, value]) => ({
                name,
                value: encodeURIComponent(String(value)).replaceAll("%20", "+"),
              })),
            },
          },
    response: ({ headers }) => ({ headers: without(/^content-length$/i, { headers }) }),
  }),
  "HTTP/3, and interim answers": changed("x", {
    request: () => ({ httpVersion: "h3" }),
    response: (response) => ({ ...lower(response), httpVersion: "h3" }),
    extra: [103, 100].map((status) =>
      extraAt({
        request: { method: "GET", url: api, headers: [] },
        response: { status, statusText: "Early Hints", headers: [], content: { size: 0 } },
      }),
    ),
  }),
  "dates of another zone, no colon": changed("x", {
    entry: ({ startedDateTime }) => ({ startedDateTime: dateIn(5.5 * hour, "+0530")(startedDateTime) }),
  }),
  "a leap second": changed("x", {
    entry: ({ startedDateTime }, index) => ({
      startedDateTime: index % 7 === 0 ? "2016-12-31T23:59:60Z" : startedDateTime,
    }),
  }),
  "dates as numbers, durations below zero": changed("x", {
    entry: ({ startedDateTime }) => ({ startedDateTime: Date.parse(startedDateTime), time: -12.5, timings: null }),
  }),
  "each entry twice": twice(),
  "each entry twice, without x- headers": (entries) =>
    twice()(entries.map((one) => ({ ...one, response: { ...one.response, headers: without(/^x-/i, one.response) } }))),
  "each entry again, some milliseconds later": twice(({ startedDateTime }) => ({
    startedDateTime: dateIn(3, "Z")(startedDateTime),
  })),
  ...Object.fromEntries(
    [/^x-/i, /^x-ratelimit-/i, /^x-pagination-/i, /^content-type$/i].map((pattern) => [
      `without headers like ${pattern.source}`,
      sanitised(pattern),
    ]),
  ),
  "without headers": sanitised(/./),
  "without the values of x- headers": changed("x", {
    response: ({ headers }) => ({
      headers: headers.map(({ name, value }) => ({ name, value: /^x-/i.test(name) ? "" : value })),
    }),
  }),
  "header values shortened": changed("x", {
    response: ({ headers }) => ({
      headers: headers.map(({ name, value }) => ({
        name,
        value: value.length > 30 ? `${value.slice(0, 30)}...` : value,
      })),
    }),
  }),
  "bodies of 256 characters at the most": changed("x", {
    content: ({ text = "" }) => (text.length > 256 ? { text: text.slice(0, 256), size: 256 } : {}),
  }),
  "without bodies, of no size": changed("x", {
    response: () => ({ bodySize: 0 }),
    content: () => ({ text: "", size: 0 }),
  }),
  "words in place of bodies": changed("x", {
    content: () => ({ text: "Response body is not available", size: 30 }),
  }),
  "answers of a cache among them": (entries) =>
    changed("x", {
      extra: entries
        .filter(({ request, response }) => request.method === "GET" && response.status === 200)
        .map((one) => ({
          ...one,
          startedDateTime: "2030-01-01T00:00:00.000Z",
          response: { ...one.response, fromDiskCache: true },
        })),
    })(entries),
  "headers of the message alone": sanitised(/^(?!content-|date$|server$)/i),
  "some without a date": changed("x", {
    entry: ({ startedDateTime }, index) => ({ startedDateTime: index % 3 === 0 ? null : startedDateTime }),
  }),
  "some dates with a zone, some without": changed("x", {
    entry: ({ startedDateTime }, index) =>
      index % 2 === 0 ? {} : { startedDateTime: dateIn(2 * hour, "")(startedDateTime) },
  }),
  "dates with a comma and nanoseconds": changed("x", {
    entry: ({ startedDateTime }) => ({ startedDateTime: startedDateTime.replace(/\.(\d+)Z$/, ",$1456789Z") }),
  }),
  "durations in microseconds": changed("x", { entry: ({ time }) => ({ time: time * 1000, timings: {} }) }),
  "durations in seconds": changed("x", { entry: ({ time }) => ({ time: time / 1000, timings: {} }) }),
  "a byte order mark before each body": changed("x", { content: ({ text = "" }) => ({ text: `\ufeff${text}` }) }),
  "bodies called base64 that are none": changed("x", { content: () => ({ encoding: "base64" }) }),
  "bodies parsed": changed("x", {
    request: ({ postData }) =>
      postData?.text === undefined ? {} : { postData: { ...postData, text: jsonOf(postData.text) } },
    content: ({ text = "" }) => (/^[[{]/.test(text) ? { text: JSON.parse(text) } : {}),
  }),
  "words where there is no body": changed("x", { content: ({ text = "" }) => ({ text: text === "" ? "null" : text }) }),
  "requests over several lines": changed("x", {
    request: ({ postData }) =>
      postData?.text === undefined
        ? {}
        : { postData: { ...postData, text: JSON.stringify(jsonOf(postData.text), null, 2) } },
  }),
  "letters outside ASCII lost in requests": changed("x", {
    request: ({ postData }) =>
      postData?.text === undefined
        ? {}
        : { postData: { ...postData, text: postData.text.replace(/[^\0-\x7f]/g, "?") }, bodySize: -1 },
  }),
  "two stars in the place of header values": changed("x", {
    response: ({ headers }) => ({
      headers: headers.map(({ name, value }) => ({
        name,
        value: /request-id|etag|ratelimit|location/i.test(name) ? "**" : value,
      })),
    }),
  }),
  "placeholders in addresses": changed("x", {
    request: ({ url }) => ({ url: url.replace(/\/users\/\d+/, "/users/__ID__") }),
  }),
  "one e-mail in the place of all, replaced": replaced("email", () => "user@example.com"),
  "e-mails replaced by a word": replaced("email", () => "REMOVED_EMAIL"),
};
