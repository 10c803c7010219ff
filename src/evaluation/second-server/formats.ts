// How the second server reads bodies and writes answers: JSON, forms and XML.
export class Unreadable extends Error {}

/** The fields of a body; a media type that is neither JSON nor a form is not read. */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/x-www-form-urlencoded") {
    return Object.fromEntries(new URLSearchParams(await request.text()));
  }
  if (type === "multipart/form-data") {
    const form = await request.formData().catch(() => undefined);
    return form === undefined ? {} : Object.fromEntries(form);
  }
  if (type !== "application/json") {
    return {};
  }
  const text = await request.text();
  if (text.trim() === "") {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {};
  }
  return { ...value };
}

/** What the client would rather have, by the ending of the path or its Accept. */
export function wantsXml(ending: string, accept: string | null): boolean {
  if (ending !== "") {
    return ending === ".xml";
  }
  let best = 0;
  let isXml = false;
  for (const part of (accept ?? "*/*").split(",")) {
    const [type = "", ...parameters] = part.toLowerCase().split(";");
    let weight = 1;
    for (const parameter of parameters) {
      const [key, value] = parameter.trim().split("=");
      if (key === "q") {
        weight = Number(value);
      }
    }
    const name = type.trim();
    if (weight > best) {
      if (name === "application/xml" || name === "text/xml") {
        best = weight;
        isXml = true;
      } else if (name === "application/json" || name === "*/*" || name === "application/*") {
        best = weight;
        isXml = false;
      }
    }
  }
  return isXml;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function elements(record: object, indent: string): string {
  let text = "";
  for (const [key, value] of Object.entries(record)) {
    const type = typeof value === "number" ? ' type="integer"' : typeof value === "boolean" ? ' type="boolean"' : "";
    text += `${indent}<${key}${type}>${escapeXml(String(value))}</${key}>\n`;
  }
  return text;
}

export function toXml(value: object): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!Array.isArray(value)) {
    return `${head}<hash>\n${elements(value, "  ")}</hash>\n`;
  }
  let items = "";
  for (const item of value) {
    items += `  <object>\n${elements(item, "    ")}  </object>\n`;
  }
  return `${head}<objects type="array">\n${items}</objects>\n`;
}
