/** The formats the service writes. @see facts 6.8, facts 12.9 */
export type Format = "json" | "xml";

/** Type and text of a body in XML. */
export const xmlType = "application/xml; charset=utf-8";

/** The format that a request wants, by the ending of its path or else by what it accepts. */
export const formatOf = (path: string, accept: string | null): Format => {
  if (path.endsWith(".xml")) return "xml";
  return accept?.startsWith("application/xml") === true && !path.endsWith(".json") ? "xml" : "json";
};

/** The path a router should see: two slashes are one, and the ending that names a format is no part of it. @see facts 12.5 */
export const routedPath = (path: string): string => {
  const plain = path.includes("//") ? path.replaceAll(/\/{2,}/g, "/") : path;
  return plain.endsWith(".json") ? plain.slice(0, -5) : plain.endsWith(".xml") ? plain.slice(0, -4) : plain;
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const element = (name: string, value: unknown, indent: string): string => {
  const tag = name.replaceAll("_", "-");
  if (value === null) return `${indent}<${tag} nil="true"/>`;
  if (Array.isArray(value)) {
    const items = value.map((item) => element("object", item, `${indent}  `));
    return items.length === 0
      ? `${indent}<${tag} type="array"/>`
      : [`${indent}<${tag} type="array">`, ...items, `${indent}</${tag}>`].join("\n");
  }
  if (typeof value === "object") {
    const fields = Object.entries(value).map(([key, inner]) => element(key, inner, `${indent}  `));
    return [`${indent}<${tag}>`, ...fields, `${indent}</${tag}>`].join("\n");
  }
  const type = typeof value === "number" ? ' type="integer"' : typeof value === "boolean" ? ' type="boolean"' : "";
  return `${indent}<${tag}${type}>${escaped(String(value))}</${tag}>`;
};

/** JSON text as XML: one thing is a hash, a list has objects. @see facts 6.8 */
export const xmlOf = (json: string): string => {
  const value: unknown = JSON.parse(json);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(Array.isArray(value) ? "objects" : "hash", value, "")}\n`;
};
