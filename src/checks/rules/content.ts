import { leftCompressed } from "../../contract/gateway.ts";
import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { asksForXml, hasQueryToken, named, quote, wasKept } from "../evidence.ts";
import { createRecurrence } from "../recurrence.ts";
import { rule, statefulRule, type View } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

const receivedFrom = (view: View): string => `${view.answer.status} ${quote(view.answer.raw.body)} to ${named(view)}`;
const conditional = (name: string) => name === "if-none-match" || name === "if-modified-since";

export const documentedStatus = rule({
  id: "documented-status",
  sentence: "each answer has a status that the contract documents for the operation and the caller",
  clause: "every answer",
  level: "must",
  sources: [
    "guide G4",
    "guide G5",
    "guide G6",
    "guide G8",
    "facts 2.2",
    "facts 2.11",
    "facts 3.1",
    "facts 3.2",
    "facts 3.8",
    "facts 3.13",
  ],
  judge: (view) => {
    const { status, spec } = view.answer;
    if (status >= 500 && status < 600) return undefined;
    const { operation, token, sent, exchange } = view;
    if (status === 304) {
      // A saved record may lack the request header that caused it.
      if (exchange.gaps !== undefined || sent.request.headers.some(([name]) => conditional(name))) return holds;
      return violated("a full answer, for the request had no If-None-Match", receivedFrom(view), [view.seq]);
    }
    const refused = status >= 400;
    if (refused && unspecifiedInputOf(view) !== undefined) return spec === undefined ? undefined : holds;
    if (spec !== undefined) {
      // Reading needs no token. @see facts 2.2
      const reading = operation?.method === "GET" && token === "anonymous" && !hasQueryToken(view);
      if (status !== 401 || !reading) return holds;
      return violated("200 or 404: reading needs no token", receivedFrom(view), [view.seq]);
    }
    // A write to a public record: open (facts 11.4).
    const writing = view.idText !== undefined && operation?.method !== "GET";
    if (status === 403 && writing && view.belief === undefined) return undefined;
    const documented = [...(operation?.responses.keys() ?? [])].filter((one) => one < 500 && one !== 304);
    return violated(documented.join(", "), receivedFrom(view), [view.seq]);
  },
});

export const noServerError = statefulRule({
  id: "no-server-error",
  sentence: "no input makes the application answer 5xx",
  clause: "every answer",
  level: "must",
  sources: ["guide G6", "facts 3.3", "facts 3.10", "facts 5.11"],
  includeGatewayResponses: true,
  start: createRecurrence,
  judge: (view, recurrence) => {
    recurrence.add(view);
    const { status, simulated, origin, raw } = view.answer;
    if (simulated) return undefined;
    if (origin.who !== "service") return inconclusive(origin.reason);
    if (status < 500 || status > 599) return holds;
    return violated("no 5xx", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
  onSkipped: (observation, recurrence) => {
    if (observation.failure !== undefined && observation.operation !== undefined) recurrence.add(observation);
    return undefined;
  },
  end: (recurrence) => recurrence.end(),
});

export const mediaType = rule({
  id: "media-type",
  sentence: "a documented body is labelled application/json",
  clause: "every answer",
  level: "must",
  sources: ["guide G1", "facts 6.1"],
  judge: (view) => {
    const { spec, headers } = view.answer;
    if (spec?.mediaType !== "application/json" || !wasKept(view, "content-type")) return undefined;
    if (unspecifiedInputOf(view) !== undefined) return undefined;
    const label = headers.get("content-type");
    // A charset beside it has no effect (RFC 8259 section 11), and boxes add one: header-forms speaks of it.
    return view.answer.mediaType === spec.mediaType
      ? holds
      : violated(
          "Content-Type: application/json; charset=utf-8",
          `${label === undefined ? "no Content-Type" : quote(label)} with ${view.answer.status} to ${named(view)}`,
          [view.seq],
        );
  },
});

/** The longest e-mail rests on one source; a rule of its own observes it. */
const longEmail = /\/email must NOT have more than/;

export const bodySchema = rule({
  id: "body-schema",
  sentence: "each documented body has exactly the documented fields with values of their types",
  clause: "every answer",
  level: "must",
  sources: ["guide G2", "guide G6", "guide G9", "facts 1.1", "facts 1.2", "facts 1.3", "facts 1.6"],
  judge: (view) => {
    const { body, raw, spec, status } = view.answer;
    if (body.kind !== "json" || spec?.mediaType === undefined) return undefined;
    if (raw.cut === true || view.exchange.gaps?.body === true) return undefined;
    // The form of an odd refusal's text is open with its status; what is shown of a user is not.
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    const wrong = spec.checkBody(body.value);
    if (wrong === undefined) return holds;
    if (longEmail.test(wrong)) return undefined;
    return violated("the documented body", `${wrong} in ${quote(body.value)} with ${status} to ${named(view)}`, [
      view.seq,
    ]);
  },
});

const context = (view: View): string => `${view.answer.status} to ${named(view)}`;

/** Bodies of one operation: those that were left compressed, and how many could be read. */
interface Bodies {
  readonly compressed: number[];
  readable: number;
}

const leastReadable = 10;
const leastCompressed = 4;

/** What compresses on its way does not read routes: where all bodies of some operations are so, and of the others none, it is the service. */
const byOperation = (bodies: ReadonlyMap<string, Bodies>): readonly (readonly [string, Bodies])[] => {
  const entries = [...bodies];
  const always = entries.filter(([, { compressed }]) => compressed.length > 0);
  const count = always.reduce((sum, [, { compressed }]) => sum + compressed.length, 0);
  const elsewhere = entries.reduce((sum, [, { readable }]) => sum + readable, 0);
  const distinct = always.every(([, { readable }]) => readable === 0);
  return distinct && count >= leastCompressed && elsewhere >= leastReadable ? always : [];
};

export const wellFormedJson = statefulRule({
  id: "well-formed-json",
  sentence: "a body that is or should be JSON is whole, well-formed JSON in UTF-8",
  clause: "every answer",
  level: "must",
  sources: ["guide G1", "guide G2", "RFC 8259 2 and 8.1"],
  includeGatewayResponses: true,
  start: () => new Map<string, Bodies>(),
  judge: (view, bodies) => {
    const { body, raw, spec, mediaType, fromGateway, simulated, origin } = view.answer;
    if (raw.cut === true || view.exchange.gaps?.body === true || simulated) return undefined;
    const id = view.operation?.id ?? "";
    const seen = bodies.get(id) ?? { compressed: [], readable: 0 };
    bodies.set(id, seen);
    if (origin.who !== "service" && leftCompressed(raw) !== undefined) {
      if (seen.compressed.length < leastCompressed) seen.compressed.push(view.seq);
      return inconclusive(origin.reason);
    }
    if (fromGateway) return undefined;
    if (raw.body !== "") seen.readable++;
    if (body.kind === "broken") {
      // What is XML, and was to be, may have its media type from a gateway.
      if (raw.body.startsWith("<") && asksForXml(view)) return undefined;
      // Without a Content-Type, and requested in an odd way, it may be no JSON at all.
      if (mediaType === undefined && unspecifiedInputOf(view) !== undefined) return undefined;
      return violated("well-formed JSON", `${quote(raw.body)} with ${context(view)}: ${quote(body.why)}`, [view.seq]);
    }
    if (body.kind === "none") {
      if (spec?.mediaType !== "application/json" || unspecifiedInputOf(view) !== undefined) return undefined;
      return violated("a JSON body", `no body with ${context(view)}`, [view.seq]);
    }
    if (body.kind !== "json") return undefined;
    return raw.mangled === true && mediaType !== undefined
      ? violated("UTF-8", `bytes that are none in ${quote(raw.body)} with ${context(view)}`, [view.seq])
      : holds;
  },
  end: (bodies) =>
    byOperation(bodies).map(([id, { compressed }]) =>
      violated("well-formed JSON", `a compressed body that is not labelled as such, each time with ${id}`, compressed),
    ),
});

export const emptyWhenNoContent = rule({
  id: "empty-when-no-content",
  sentence: "204 and 304 have no body and announce none",
  clause: "every answer",
  level: "must",
  sources: ["guide G5", "facts 3.8", "RFC 9110 8.6 and 15.4.5"],
  statuses: [204, 304],
  judge: (view) => {
    const { raw, status, headers } = view.answer;
    if (raw.body !== "") return violated("no body", `${quote(raw.body)} with ${status} to ${named(view)}`, [view.seq]);
    const length = headers.get("content-length");
    // With 304 it is the length that a full answer would have.
    if (status !== 204 || length === undefined || /^\s*0\s*$/.test(length)) return holds;
    return violated("no body", `Content-Length: ${quote(length)} with 204 to ${named(view)}`, [view.seq]);
  },
});

export const noContentHasNoType = rule({
  id: "no-content-has-no-type",
  sentence: "204 announces no media type",
  clause: "every answer",
  // Recorded six times, but a header too many harms no client.
  level: "observed",
  sources: ["facts 3.8"],
  statuses: [204],
  judge: (view) => {
    const label = view.answer.headers.get("content-type");
    return label === undefined
      ? holds
      : violated("no Content-Type", `${quote(label)} with 204 to ${named(view)}`, [view.seq]);
  },
});
