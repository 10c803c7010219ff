import { headerOf } from "../../contract/exchange.ts";
import { leftCompressed } from "../../contract/gateway.ts";
import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

const asksForXml = ({ sent: { request } }: View): boolean =>
  /\.xml$/i.test(new URL(request.url).pathname) || /\bxml\b/i.test(headerOf(request, "accept") ?? "");

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
