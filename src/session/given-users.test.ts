import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readGivenUsers } from "./given-users.ts";

const folder = mkdtempSync(join(tmpdir(), "gorest-users-"));
const fileWith = (text: string): string => {
  const path = join(folder, "users.json");
  writeFileSync(path, text);
  return path;
};
const user = { id: 7, name: "Ann", email: "ann@example.com", gender: "Female", status: "active" };
const read = { ...user, gender: "female" };

test.each([
  ["a list", JSON.stringify([user])],
  ["an answer of version 1", JSON.stringify({ meta: {}, data: [user] })],
  ["an answer with its headers", `HTTP/2 200 \r\nserver: cloudflare\r\n\r\n${JSON.stringify([user])}`],
])("users are read from %s", async (_what, text) => {
  expect(await readGivenUsers(fileWith(text))).toEqual([read]);
});

test.each([
  ["no JSON", "nonsense", /users\.json: is no JSON/],
  ["no list", "{}", /users\.json: has no list of users/],
  ["a user without an e-mail", '[{"name":"x"}]', /users\.json: entry 1 has no email/],
  ["an id that is none", JSON.stringify([{ ...user, id: "7" }]), /entry 1 has an id that is no whole number/],
])("%s is refused in one line", async (_what, text, message) => {
  await expect(readGivenUsers(fileWith(text))).rejects.toThrow(message);
});
