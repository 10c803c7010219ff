import { hash } from "node:crypto";
import { columns, type Fields } from "./input.ts";
import type { StoredUser } from "./store.ts";

/** A value before it becomes JSON text; the order of its keys is the order in the body. */
export type Shown = Readonly<Record<string, unknown>>;

/** A user as read, as created and in a list. @see facts 1.4 */
export const showUser = ({ id, name, email, gender, status }: StoredUser): Shown => ({
  id,
  name,
  email,
  gender,
  status,
});

/**
 * A user after PUT or PATCH: the fields that were sent in the order email, name, gender, status, then the other columns
 * in theirs. Byte-exact in two recordings. @see facts 1.5
 */
export const showUpdated = (user: StoredUser, sent: Fields): Shown => {
  const shown: Record<string, unknown> = {};
  for (const field of ["email", "name", "gender", "status"] as const) {
    if (sent[field] !== undefined) shown[field] = user[field];
  }
  for (const column of ["id", ...columns] as const) {
    if (!(column in shown)) shown[column] = user[column];
  }
  return shown;
};

/** JSON text, compact. @see facts 1.4 */
export const write = (value: unknown): string => JSON.stringify(value);

/** Weak, the first 32 hexadecimal digits of the body's SHA-256. @see facts 6.2 */
export const etag = (body: string): string | undefined => `W/"${hash("sha256", body, "hex").slice(0, 32)}"`;

const opaque = (tag: string) => tag.trim().replace(/^W\//, "");

/** Whether If-None-Match names the current copy; weak comparison. @see RFC 9110 section 13.1.2; facts 11.10 (open) */
export const isCurrent = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((one) => opaque(one) === opaque(tag));

/** @see facts 6.4 */
export const cacheControl = (status: number): string =>
  status === 200 || status === 201 || status === 304 ? "max-age=0, private, must-revalidate" : "no-cache";

/** Absolute URL of a user. @see facts 3.1 */
export const location = (usersUrl: string, id: number): string | undefined => `${usersUrl}/${id}`;

/** On every answer; a fresh object. @see facts 6.5 */
export const alwaysHeaders = (): Record<string, string> => ({
  "Feature-Policy": "camera 'none'; gyroscope 'none'; microphone 'none'; usb 'none'; fullscreen 'self'",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  Vary: "Origin",
  "X-Content-Type-Options": "nosniff",
  "X-Download-Options": "noopen",
  "X-Frame-Options": "SAMEORIGIN",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-XSS-Protection": "0",
  Server: "cloudflare",
  "CF-Cache-Status": "DYNAMIC",
});

export const jsonType = "application/json; charset=utf-8";
export const htmlType = "text/html; charset=utf-8";

/** What the service shows for a route it does not have. @see facts 3.14, facts 3.15 */
export const pageNotFound =
  '<!DOCTYPE html><html><head><meta charset="utf-8" /><title>Page Not Found | GO REST</title></head>' +
  "<body><h1>Page Not Found</h1></body></html>";
