import { headersOfRequest } from "../client/curl.ts";
import { answerOf, type Exchange, headerOf, type TokenAlias } from "../contract/exchange.ts";
import { usersIn } from "../contract/own-records.ts";
import type { Violation } from "../contract/verdict.ts";

/** What stands for the token of an alias. */
export const tokens: Partial<Readonly<Record<TokenAlias, string>>> = {
  A: "GOREST_TOKEN",
  B: "GOREST_SECOND_TOKEN",
};

/** A value that is another one each time: what stood in the recording, and what stands for it. */
export interface Variable {
  readonly text: string;
  readonly name: string;
}

/** The mark, and every id that the case was given, the longest text first. */
export const variablesOf = (exchanges: readonly Exchange[], nonce: string): readonly Variable[] => {
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
export const parts = (text: string, variables: readonly Variable[]): readonly (string | Variable)[] => {
  const pattern = new RegExp(`(${variables.map((each) => each.text).join("|")})`, "i");
  return text
    .split(pattern)
    .filter((part) => part !== "")
    .map((part) => variables.find((each) => each.text.toLowerCase() === part.toLowerCase()) ?? part);
};

/** What to do before a script can find the embedded simulator, which lives for one run. */
export const startFirst = (command: string): string =>
  `first, in another terminal: ${command}; then paste here the two export lines that it prints`;

export interface ReproductionContext {
  readonly rule: { readonly id: string; readonly sentence: string };
  readonly violation: Violation;
  /** The smallest case that broke the rule, in order of sending. */
  readonly exchanges: readonly Exchange[];
  readonly baseUrl: string;
  /** The run's mark in its e-mails, which a script needs a new one of. */
  readonly nonce: string;
  /** The command that starts the simulator it was found on; undefined: it was a service. */
  readonly simulator: string | undefined;
}

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

/** What tells an answer that broke a rule from a right one. */
export interface Sign {
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string | undefined }[];
  /** Undefined: the headers say it. */
  readonly body: string | undefined;
}

/** Tries of requests that are to meet: what they send and delete stays within a minute's limit. */
const mostRounds = 8;

const prelude = (
  { rule, violation, baseUrl, simulator }: ReproductionContext,
  exchanges: readonly Exchange[],
  races: boolean,
): string => {
  const needed = [...new Set(exchanges.flatMap(({ request }) => tokens[request.token] ?? []))];
  const comment = (label: string, text: string) => `# ${label}${text.replace(/[^\x20-\x7e]+/g, "?").slice(0, 300)}`;
  return [
    "#!/bin/sh",
    comment("", rule.sentence),
    ...(simulator === undefined ? [] : [comment("Found on the embedded simulator: ", startFirst(simulator))]),
    comment("expected: ", violation.expected),
    comment("received: ", violation.received),
    `# Exit status: 1 the service still shows it, 0 it does not, 2 it could not be tried. Rule: ${rule.id}.`,
    ...(races
      ? [`# Some requests are sent at the same time, up to ${mostRounds} times over: a race is not lost each time.`]
      : []),
    "set -u",
    `first='${simulator === undefined ? "" : `; ${startFirst(simulator)}`}'`,
    `base=\${GOREST_BASE_URL:-${baseUrl}}`,
    ...needed.map((name) => `[ -n "\${${name}:-}" ] || { echo "set ${name}$first" >&2; exit 2; }`),
    "# New in every e-mail, so that none is taken; ids are read from the answers.",
    "round=0",
    'anew() { run=$(printf "%08d" $(( ($(date +%s) * 31 + $$ + round * 7919) % 100000000 ))); }',
    "anew",
    "dir=$(mktemp -d) || exit 2",
    'made=""',
    "removed() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  for each in $made; do curl -sS -m 30 -o /dev/null -X DELETE -H "Authorization: Bearer ${each#*:}" "$base${each%%:*}"; done',
    '  made=""',
    "}",
    "trap 'removed; rm -rf \"$dir\"' EXIT",
    "trap 'exit 2' HUP INT TERM",
    "# usable: ends the script where the answer is none of the service's, or says nothing of the rule",
    "usable() {",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
    '  case $status in 000 | 429 | 5??) [ "${may:-}" = "$status" ] || { echo "no usable answer from $base$first" >&2; exit 2; } ;; esac',
    "}",
    "# send METHOD PATH [options of curl]: one request; in a slot of its own where others are sent at the same time",
    "slot=",
    "send() {",
    "  method=$1 path=$2; shift 2",
    '  : >"$dir/head$slot" && : >"$dir/body$slot"',
    '  status=$(curl -sS -m 30 --globoff --path-as-is -D "$dir/head$slot" -o "$dir/body$slot" -w "%{http_code}" -X "$method" "$@" "$base$path") || status=000',
    '  echo "$method $path -> $status"',
    '  if [ -n "$slot" ]; then echo "$status $path" >"$dir/done$slot"; else usable; fi',
    "}",
    ...(races
      ? [
          "# take SLOT: the answer that came there",
          "take() {",
          '  read -r status path <"$dir/done$1"; cp "$dir/head$1" "$dir/head"; cp "$dir/body$1" "$dir/body"; usable',
          "}",
        ]
      : []),
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

/** The command that sends one request. */
const command = (
  { request }: Exchange,
  { variables, baseUrl, etags }: Pick<SendingOptions, "variables" | "baseUrl" | "etags">,
  sentFile: string,
): string => {
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
  if (request.body !== undefined) words.push(`--data-binary @"${sentFile}"`);
  return `send ${request.method} "$(${printed(path, variables)})" ${words.join(" ")}`;
};

/** The lines that write a request's body where its command reads it. */
const body = ({ request }: Exchange, variables: readonly Variable[], sentFile: string): readonly string[] =>
  request.body === undefined ? [] : [`${printed(request.body, variables)} >"${sentFile}"`];

/** The lines that read what later requests need of an answer, and judge it. */
const reading = (exchange: Exchange, options: SendingOptions): readonly string[] => {
  const { variables, etags, sign } = options;
  const etag = etags.get(headerOf(answerOf(exchange), "etag") ?? "");
  return [
    ...capturing(exchange, options),
    ...(etag === undefined ? [] : [`${etag}=${header("etag")}`]),
    ...(sign === undefined ? [] : judging(sign, variables)),
  ];
};

type OptionsFor = (exchange: Exchange) => SendingOptions;

/** The lines that send requests: one, or several at the same time. */
const sending = (group: readonly Exchange[], optionsFor: OptionsFor): readonly string[] => {
  // An answer that came then may come again: a forced 503, or the service's own error.
  const may = (exchange: Exchange) => `may=${answerOf(exchange)?.status ?? ""}`;
  const [only] = group;
  if (group.length === 1 && only !== undefined) {
    const options = optionsFor(only);
    const file = "$dir/sent";
    return [may(only), ...body(only, options.variables, file), command(only, options, file), ...reading(only, options)];
  }
  const file = (at: number) => `$dir/sent${at + 1}`;
  return [
    ...group.flatMap((each, at) => body(each, optionsFor(each).variables, file(at))),
    ...group.map((each, at) => `( slot=${at + 1}; ${command(each, optionsFor(each), file(at))} ) &`),
    "wait",
    ...group.flatMap((each, at) => [may(each), `take ${at + 1}`, ...reading(each, optionsFor(each))]),
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

/**
 * A script that sends the requests of a case and ends with 1 where the answers that broke the rule come again.
 * @param groups in order of sending; those of one group at the same time
 */
export const shellScript = (
  context: ReproductionContext,
  groups: readonly (readonly Exchange[])[],
  { signs, variables }: { readonly signs: ReadonlyMap<Exchange, Sign>; readonly variables: readonly Variable[] },
): string => {
  const all = groups.flat();
  const races = groups.some(({ length }) => length > 1);
  const offered = all.flatMap(({ request }) => headerOf(request, "if-none-match") ?? []);
  const etags = new Map([...new Set(offered)].map((text, at) => [text, `etag${at + 1}`]));
  const captured = new Set<string>();
  const { baseUrl } = context;
  const optionsFor = (each: Exchange) => ({ variables, baseUrl, etags, captured, sign: signs.get(each) });
  const sent = groups.flatMap((group) => sending(group, optionsFor));
  const course = races
    ? [
        `while [ "$round" -lt ${mostRounds} ]; do`,
        "round=$((round + 1)); anew; shows=1",
        ...sent,
        '[ "$shows" = 0 ] || break',
        "removed",
        "done",
      ]
    : ["shows=1", ...sent];
  return [prelude(context, all, races), ...course, ...verdict].join("\n");
};
