import { headersOfRequest } from "../client/curl.ts";
import { answerOf, type Exchange, headerOf, type TokenAlias } from "../contract/exchange.ts";
import { jsonOf, usersIn } from "../contract/seen-users.ts";
import type { Violation } from "../contract/verdict.ts";

/** A finding as files that need none of this project: a shell script, and requests for an editor's HTTP client. */
export interface Reproduction {
  /** POSIX sh with curl: creates what it needs, deletes it again, exits 1 where the service still shows the violation. */
  readonly sh: string;
  /** The same requests in the .http format of editors. */
  readonly http: string;
}

export interface ReproductionContext {
  readonly rule: { readonly id: string; readonly sentence: string };
  readonly violation: Violation;
  /** The smallest case that broke the rule, in order of sending. */
  readonly exchanges: readonly Exchange[];
  readonly baseUrl: string;
  /** The run's mark in its e-mails, which a script needs a new one of. */
  readonly nonce: string;
}

const tokens: Partial<Readonly<Record<TokenAlias, string>>> = {
  A: "GOREST_TOKEN",
  B: "GOREST_SECOND_TOKEN",
};

/** A value that is another one each time: what stood in the recording, and what stands for it. */
interface Variable {
  readonly text: string;
  readonly name: string;
}

/** The mark, and every id that the case was given, the longest text first. */
const variablesOf = (exchanges: readonly Exchange[], nonce: string): readonly Variable[] => {
  const ids = new Set<string>();
  for (const exchange of exchanges) {
    const answer = answerOf(exchange);
    if (exchange.request.method !== "POST" || answer === undefined || answer.status >= 300) continue;
    for (const { id } of usersIn(answer.body)) if (id !== undefined) ids.add(String(id));
  }
  const found = [...ids].map((text, at) => ({ text, name: `id${at + 1}` }));
  return [...found, { text: nonce, name: "run" }].sort((a, b) => b.text.length - a.text.length);
};

/** Splits a text at its variables, whatever the case of their letters. */
const parts = (text: string, variables: readonly Variable[]): readonly (string | Variable)[] => {
  const pattern = new RegExp(`(${variables.map((each) => each.text).join("|")})`, "i");
  return text
    .split(pattern)
    .filter((part) => part !== "")
    .map((part) => variables.find((each) => each.text.toLowerCase() === part.toLowerCase()) ?? part);
};

/** Text inside the quoted format of printf, where every character is itself; what no line can hold is octal. */
const literal = (text: string): string => {
  let out = "";
  for (const byte of Buffer.from(text.toWellFormed())) {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e || character === "'") out += `\\${byte.toString(8).padStart(3, "0")}`;
    else out += character === "\\" ? "\\\\" : character === "%" ? "%%" : character;
  }
  return out;
};

/** A printf command that writes a text with its variables filled in. */
const printed = (text: string, variables: readonly Variable[]): string => {
  const all = parts(text, variables);
  const format = all.map((part) => (typeof part === "string" ? literal(part) : "%s")).join("");
  const values = all.flatMap((part) => (typeof part === "string" ? [] : [` "$${part.name}"`]));
  return `printf '${format}'${values.join("")}`;
};

/** Headers of an answer that a violation speaks of. */
const headersIn = ({ expected, received, detail = "" }: Violation): readonly string[] => {
  const names = `${expected} ${received} ${detail}`
    .toLowerCase()
    .match(/\b(?:x-[a-z][a-z-]+[a-z]|content-type|content-length|etag|location|cache-control|retry-after|vary)\b/g);
  return [...new Set(names)].filter((name) => !/^x-(?:ratelimit|request-id|runtime)/.test(name));
};

/** What tells an answer that broke a rule from a right one. */
interface Sign {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string | undefined }[];
  /** Undefined: the headers say it. */
  readonly body: string | undefined;
}

/** Headers whose values are new for each record. */
const isNew = (name: string): boolean => name === "etag" || name === "location";

/**
 * The headers that the violation names, or the whole body where it is of the case's own records. Undefined: others' records
 * are in it, or what stands in it is new each time.
 */
const signOf = (exchange: Exchange, violation: Violation, nonce: string): Sign | undefined => {
  const answer = answerOf(exchange);
  if (answer === undefined || answer.mangled || answer.body.includes("\0")) return undefined;
  const { status } = answer;
  const headers = headersIn(violation).map((name) => ({ name, value: headerOf(answer, name) }));
  const telling = headers.filter(({ name, value }) => value === undefined || !isNew(name));
  if (telling.length > 0) return { status, headers: telling, body: undefined };
  if (headers.length > 0 && status !== 304) return undefined;
  if (answer.body === "") return { status, headers: [], body: "" };
  const isOwn = (email: string | undefined) => email?.toLowerCase().includes(nonce) === true;
  const own =
    exchange.request.method !== "GET" ||
    !Array.isArray(jsonOf(answer.body)) ||
    usersIn(answer.body).every((user) => isOwn(user.email));
  return own && answer.body.length < 20_000 ? { status, headers: [], body: answer.body } : undefined;
};

const prelude = ({ rule, violation, baseUrl }: ReproductionContext, exchanges: readonly Exchange[]): string => {
  const needed = [...new Set(exchanges.flatMap(({ request }) => tokens[request.token] ?? []))];
  const comment = (label: string, text: string) => `# ${label}${text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 300)}`;
  return [
    "#!/bin/sh",
    comment("", rule.sentence),
    comment("expected: ", violation.expected),
    comment("received: ", violation.received),
    `# Exit status: 1 the service still shows it, 0 it does not, 2 it could not be tried. Rule: ${rule.id}.`,
    "set -u",
    `base=\${GOREST_BASE_URL:-${baseUrl}}`,
    ...needed.map((name) => `[ -n "\${${name}:-}" ] || { echo "set ${name}" >&2; exit 2; }`),
    "# New in every e-mail, so that none is taken; ids are read from the answers.",
    'run=$(printf "%08d" $(( ($(date +%s) * 31 + $$) % 100000000 )))',
    "dir=$(mktemp -d) || exit 2",
    'made=""',
    "clean() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  for each in $made; do curl -sS -m 30 -o /dev/null -X DELETE -H "Authorization: Bearer ${each#*:}" "$base${each%%:*}"; done',
    '  rm -rf "$dir"',
    "}",
    "trap clean EXIT",
    "trap 'exit 2' HUP INT TERM",
    "# send METHOD PATH [options of curl]: the body is read from standard input",
    "send() {",
    "  method=$1 path=$2; shift 2",
    '  : >"$dir/head" && : >"$dir/body"',
    '  status=$(curl -sS -m 30 --globoff --path-as-is -D "$dir/head" -o "$dir/body" -w "%{http_code}" -X "$method" "$@" "$base$path") || status=000',
    '  echo "$method $path -> $status"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  case $status in 000 | 429 | 5??) [ "${may:-}" = "$status" ] || { echo "no usable answer" >&2; exit 2; } ;; esac',
    "}",
    "# The fields of a body, in whatever order it has them.",
    "fields() { tr '{},[]' '\\n\\n\\n\\n\\n' | sort; }",
    "header() { tr -d '\\r' <\"$dir/head\" | grep -i \"^$1:\" | head -n 1 | sed 's/^[^:]*: *//'; }",
    "",
  ].join("\n");
};

const header = (name: string) => `$(header ${name})`;

interface SendingOptions {
  readonly variables: readonly Variable[];
  readonly baseUrl: string;
  /** The shell variable of each ETag that a later request offers. */
  readonly etags: ReadonlyMap<string, string>;
  /** Ids that an earlier request has captured; what this one captures is added. */
  readonly captured: Set<string>;
  /** The answer is part of the violation. */
  readonly sign: Sign | undefined;
}

/** The lines that take the id of what an answer has created. */
const capturing = (exchange: Exchange, { variables, captured, sign }: SendingOptions): readonly string[] => {
  const answer = answerOf(exchange);
  const token = tokens[exchange.request.token];
  if (answer === undefined || answer.status >= 300 || exchange.request.method !== "POST" || token === undefined)
    return [];
  return usersIn(answer.body).flatMap(({ id }) => {
    const name = variables.find(({ text }) => text === String(id))?.name;
    if (name === undefined || captured.has(name)) return [];
    captured.add(name);
    return [
      `${name}=$(sed -n 's/.*"id" *: *\\([0-9][0-9]*\\).*/\\1/p' "$dir/body" | head -n 1)`,
      `[ -z "$${name}" ] || made="$path/$${name}:$${token} $made"`,
      // A create that breaks a rule by working may rightly be refused.
      ...(sign === undefined ? [`[ -n "$${name}" ] || { echo "nothing was created" >&2; exit 2; }`] : []),
    ];
  });
};

/** The lines that send one request, read what later ones need of its answer, and judge it. */
const sending = (exchange: Exchange, options: SendingOptions): readonly string[] => {
  const { variables, baseUrl, etags, sign } = options;
  const { request } = exchange;
  const token = tokens[request.token];
  const path = request.url.startsWith(baseUrl) ? request.url.slice(baseUrl.length) : request.url;
  const words: string[] = [];
  if (token !== undefined) words.push(`-H "Authorization: Bearer $${token}"`);
  if (request.token === "invalid") words.push("-H 'Authorization: Bearer not-a-token'");
  for (const [name, value] of headersOfRequest(request)) {
    const etag = name === "if-none-match" ? etags.get(value) : undefined;
    words.push(
      etag === undefined ? `-H "$(${printed(`${name}: ${value}`, variables)})"` : `-H "If-None-Match: $${etag}"`,
    );
  }
  const sent = `send ${request.method} "$(${printed(path, variables)})" ${words.join(" ")}`;
  const etag = etags.get(headerOf(answerOf(exchange), "etag") ?? "");
  return [
    `may=${sign?.status ?? ""}`,
    ...(request.body === undefined
      ? [sent]
      : [`${printed(request.body, variables)} >"$dir/sent"`, `${sent} --data-binary @"$dir/sent"`]),
    ...capturing(exchange, options),
    ...(etag === undefined ? [] : [`${etag}=${header("etag")}`]),
    ...(sign === undefined ? [] : judging(sign, variables)),
  ];
};

/** The lines that say whether an answer is as it was when it broke the rule. */
const judging = ({ status, headers, body }: Sign, variables: readonly Variable[]): readonly string[] => [
  `[ "$status" = ${status} ] || shows=0`,
  ...headers.map(({ name, value }) =>
    value === undefined
      ? `[ -z "${header(name)}" ] || shows=0`
      : `[ "${header(name)}" = "$(${printed(value, variables)})" ] || shows=0`,
  ),
  ...(body === undefined
    ? []
    : [`[ "$(fields <"$dir/body")" = "$(${printed(body, variables)} | fields)" ] || shows=0`]),
];

const verdict = [
  '[ "$shows" = 0 ] && { echo "not shown: the service answers differently now"; exit 0; }',
  'echo "shown: the answers that broke the rule came again"',
  "exit 1",
  "",
];

const httpFile = ({ rule, exchanges, baseUrl }: ReproductionContext, variables: readonly Variable[]): string => {
  const named = new Map<string, string>();
  const filled = (text: string) =>
    parts(text.toWellFormed(), variables)
      .map((part) =>
        typeof part === "string" ? part : part.name === "run" ? "{{run}}" : (named.get(part.name) ?? part.text),
      )
      .join("");
  const requests = exchanges.map((exchange, at) => {
    const { request } = exchange;
    const token = tokens[request.token];
    const path = request.url.startsWith(baseUrl) ? `{{base}}${request.url.slice(baseUrl.length)}` : request.url;
    const lines = [
      `### ${at + 1}`,
      `# @name step${at + 1}`,
      `${request.method} ${filled(path)}`,
      ...(token === undefined ? [] : [`Authorization: Bearer {{$processEnv ${token}}}`]),
      ...(request.token === "invalid" ? ["Authorization: Bearer not-a-token"] : []),
      ...headersOfRequest(request).map(([name, value]) => `${name}: ${filled(value)}`),
      ...(request.body === undefined ? [] : ["", filled(request.body)]),
    ];
    for (const { id } of request.method === "POST" ? usersIn(answerOf(exchange)?.body ?? "") : []) {
      const name = variables.find(({ text }) => text === String(id))?.name;
      if (name !== undefined && !named.has(name)) named.set(name, `{{step${at + 1}.response.body.$.id}}`);
    }
    return lines.join("\n");
  });
  return `# ${rule.sentence}\n@base = ${baseUrl}\n@run = {{$timestamp}}\n\n${requests.join("\n\n")}\n`;
};

/**
 * A violation as files for whoever has only curl, or an editor. Undefined where one answer cannot tell that it is there: it is
 * about budgets, about requests at the same time, or about lists that all clients share.
 */
export const reproductionOf = (context: ReproductionContext): Reproduction | undefined => {
  const { violation, exchanges, baseUrl, nonce } = context;
  const judged = new Set(violation.seqs);
  const needed = exchanges.slice(0, exchanges.findLastIndex(({ seq }) => judged.has(seq)) + 1);
  const overlap = needed.some((each, at) => at > 0 && each.startUs < (needed[at - 1]?.endUs ?? 0));
  if (needed.length === 0 || overlap || needed.some((each) => answerOf(each) === undefined)) return undefined;
  const signs = new Map<Exchange, Sign>();
  for (const exchange of needed.filter(({ seq }) => judged.has(seq))) {
    const sign = signOf(exchange, violation, nonce);
    if (sign === undefined) return undefined;
    signs.set(exchange, sign);
  }
  const variables = variablesOf(needed, nonce);
  const offered = needed.flatMap(({ request }) => headerOf(request, "if-none-match") ?? []);
  const etags = new Map([...new Set(offered)].map((text, at) => [text, `etag${at + 1}`]));
  const captured = new Set<string>();
  const sent = needed.flatMap((each) => sending(each, { variables, baseUrl, etags, captured, sign: signs.get(each) }));
  const sh = [prelude(context, needed), "shows=1", ...sent, ...verdict].join("\n");
  return { sh, http: httpFile({ ...context, exchanges: needed }, variables) };
};
