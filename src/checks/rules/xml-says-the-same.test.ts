import { describe, expect, test } from "vitest";
import { rules as allRules } from "../rules.ts";
import { created, fieldsOf, json, type Parts, shown, testHistory, userOf } from "../testing/history.ts";

const rules = allRules.filter(({ id }) => id === "xml-says-the-same");
const ofTheUser = allRules.filter(({ id }) => id === "xml-shows-the-user");
const user = { ...userOf(70), name: "Q & A <b>" };

const xml = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Parts => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`,
  headers: { "content-type": "application/xml; charset=utf-8", ...headers },
});
const page404: Parts = { status: 404, body: "<!DOCTYPE html>", headers: { "content-type": "text/html" } };
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const said = (status: number, text: string, more: Readonly<Record<string, string>> = {}) =>
  xml(status, `<hash><message>${text}</message></hash>`, more);
const fields = (shownUser = user, write = escaped) =>
  Object.entries(shownUser)
    .map(([key, value]) => `<${key}${key === "id" ? ' type="integer"' : ""}>${write(String(value))}</${key}>`)
    .join("");
const list = (rows: number, total: number) =>
  xml(200, `<objects type="array">${`<object>${fields()}</object>`.repeat(rows)}</objects>`, {
    "x-pagination-total": String(total),
    "x-pagination-page": "1",
    "x-pagination-limit": "10",
  });

/** What is broken after A made a user and somebody sent this. */
const asks = (line: string, parts: Parts, accept?: string, judging = rules): readonly string[] => {
  const history = testHistory(judging);
  history.ask("A POST /users", fieldsOf(user)).gives(created(user));
  history.ask(line, line.includes("POST") ? {} : undefined, accept === undefined ? {} : { accept }).gives(parts);
  return history.end();
};

const errors = "<objects><object><field>email</field><message>has already been taken</message></object></objects>";
const byEnding = "A GET /users/70.xml";

describe("what is requested in XML", () => {
  test.each<[title: string, line: string, parts: Parts, accept?: string]>([
    ["a user by the ending", byEnding, xml(200, `<hash>${fields()}</hash>`)],
    ["a user by Accept", "A GET /users/70", xml(200, `<hash>${fields()}</hash>`), "application/xml"],
    ["a list", "A GET /users.xml?page=1", list(10, 230)],
    ["a list that others write to", "A GET /users.xml", list(7, 9)],
    ["an empty list", "A GET /users.xml", xml(200, '<objects type="array"/>', {})],
    ["an empty list as Rails writes it", "A GET /users.xml", xml(200, '<nil-classes type="array"/>')],
    ["a refusal", "A POST /users.xml", xml(422, errors)],
    ["an ending that there is none", byEnding, page404],
    ["a media type that there is none", "A GET /users/70", json(406, { message: "No" }), "application/xml"],
    ["JSON that was as good", "A GET /users/70", shown(user), "application/json, application/xml;q=0.1"],
    ["the same in JSON", "A GET /users/70", shown(user)],
    ["a user of whom nothing is known", "B GET /users/8.xml", xml(200, `<hash>${fields({ ...user, id: 8 })}</hash>`)],
  ])("says the same: %s", (_, line, parts, accept) => {
    expect(asks(line, parts, accept)).toEqual([]);
  });

  test.each<[title: string, line: string, parts: Parts, accept?: string]>([
    ["comes in JSON by the ending", byEnding, shown(user)],
    ["comes in JSON by Accept", "A GET /users/70", shown(user), "application/xml"],
    ["does not escape", byEnding, xml(200, `<hash>${fields(user, (text) => text)}</hash>`)],
    [
      "does not escape an ampersand alone",
      byEnding,
      xml(200, `<hash>${fields({ ...user, name: "Q & A" }, String)}</hash>`),
    ],
    ["has another root", byEnding, xml(200, `<user>${fields()}</user>`)],
    ["shows an old value", byEnding, xml(200, `<hash>${fields({ ...user, name: "Old" })}</hash>`)],
    ["has text between its fields", byEnding, xml(200, `<hash>text${fields()}</hash>`)],
    ["is refused for it", byEnding, said(400, "Bad request")],
    ["has no fields", "A GET /users.xml", xml(200, "<objects><object></object></objects>")],
    ["has too few users", "A GET /users.xml", list(1, 230)],
    ["says no errors", "A POST /users.xml", xml(422, "<objects></objects>")],
    [
      "is labelled as another type",
      byEnding,
      { ...xml(200, `<hash>${fields()}</hash>`), headers: { "content-type": "text/html" } },
    ],
  ])("and %s is drift", (_, line, parts, accept) => {
    expect(asks(line, parts, accept)).toEqual(["xml-says-the-same"]);
  });
});

const numbered = (text: string) => text.replaceAll(/[^\w@. ]/g, (letter) => `&#${letter.codePointAt(0)};`);

describe("one's own user in XML", () => {
  test.each<[title: string, parts: Parts, accept?: string]>([
    ["as JSON has it", xml(200, `<hash>${fields()}</hash>`)],
    ["as JSON has it, by Accept", xml(200, `<hash>${fields()}</hash>`), "application/xml"],
    ["with numbers for signs", xml(200, `<hash>${fields(user, numbered)}</hash>`)],
    ["with another root", xml(200, `<user>${fields()}</user>`)],
    ["with no values", xml(200, "<hash/>")],
    ["in JSON", shown(user)],
    ["not at all", page404],
  ])("breaks nothing: %s", (_, parts, accept) => {
    const line = accept === undefined ? byEnding : "A GET /users/70";
    expect(asks(line, parts, accept, ofTheUser)).toEqual([]);
  });

  test.each<[title: string, text: string]>([
    ["is not escaped", `<hash>${fields(user, (text) => text)}</hash>`],
    ["is cut off", `<hash>${fields()}`],
    ["has another name", `<hash>${fields({ ...user, name: "Old" })}</hash>`],
    ["has another status", `<hash>${fields({ ...user, status: "inactive" })}</hash>`],
  ])("and where it %s, a rule that must hold is broken", (_, text) => {
    expect(asks(byEnding, xml(200, text), undefined, ofTheUser)).toEqual(["xml-shows-the-user"]);
  });
});

describe("whoever takes everything in XML", () => {
  const budget = (remaining: number) => ({
    "x-ratelimit-limit": "90",
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": "60",
  });

  test("breaks no rule by it", () => {
    const history = testHistory(allRules);
    const accept = { accept: "application/xml" };
    const one = xml(200, `<hash>${fields()}</hash>`);
    history.ask("A POST /users", fieldsOf(user), accept).gives({ ...one, status: 201 });
    history.ask("A GET /users/70", undefined, accept).gives(one);
    history
      .ask("A PATCH /users/70", { name: "New" }, accept)
      .gives(xml(200, `<hash>${fields({ ...user, name: "New" })}</hash>`));
    history.ask("A GET /users/70").gives(shown({ ...user, name: "New" }));
    history.ask("A PATCH /users/70", { name: "" }, accept).gives(xml(422, errors));
    history
      .ask("A GET /users?force_status=503", undefined, accept)
      .gives(said(503, "Simulated 503 Service Unavailable", { "x-simulated-status": "503" }));
    history.ask("A DELETE /users/70", undefined, accept).gives({ status: 204, body: "", headers: {} });
    history.ask("A GET /users/70", undefined, accept).gives(said(404, "Resource not found"));
    history.ask("invalid GET /users", undefined, accept).gives(said(401, "Invalid token"));
    history.ask("anonymous POST /users", fieldsOf(user), accept).gives(said(401, "Authentication failed"));
    history.ask("A GET /users", undefined, accept).gives(said(429, "Too many requests", budget(0)));
    expect(history.end()).toEqual([]);
  });
});
