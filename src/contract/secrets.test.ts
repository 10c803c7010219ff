import { describe, expect, test } from "vitest";
import { isCredentialHeader, textWithoutCredentials, urlWithoutCredentials } from "./secrets.ts";

const canary = "canary7f39c1d2e8aa";

describe("a credential that a name gives away is taken out", () => {
  test.each([
    `{"access_token": "${canary}"}`,
    `{"tokens":["${canary}"]}`,
    `{"private_key":"a\\"${canary}"}`,
    `{"sessionId":"${canary}","name":"Ada"}`,
    `{"message":"{\\"token\\":\\"${canary}\\"}"}`,
    `{'token': '${canary}'}`,
    `{"message":"token ${canary} is invalid"}`,
    `<user><token>${canary}</token></user>`,
    `<a:api-key type="x">${canary}</a:api-key>`,
    `<user id="1" token="${canary}"/>`,
    `--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n${canary}\r\n--b--`,
    `--b\r\nContent-Disposition: form-data; name=token\r\nContent-Type: text/plain\r\n\r\n${canary}\r\n--b--`,
    `token=${canary}&name=Ada`,
    `Authorization: Token ${canary}`,
    `X-Api-Key: ${canary}`,
    `see https://ada:${canary}@gorest.co.in/ for more`,
    `https://login.example/?next=http%3A%2F%2Fh%2F%3Ftoken%3D${canary}`,
    `https://login.example/#id_token=${canary}`,
  ])("of %s", (text) => {
    const once = textWithoutCredentials(text);
    expect(once).not.toContain(canary);
    // What was masked once stays as it is.
    expect(textWithoutCredentials(once)).toBe(once);
    if (text.startsWith('{"')) expect(() => JSON.parse(once)).not.toThrow();
  });

  test.each([
    `http://ada:${canary}@h/`,
    `http://h/?api_key=${canary}`,
    `http://h/#token=${canary}`,
    `http://h/?to=%2F%3ftoken%3d${canary}`,
  ])("of the address %s", (url) => {
    expect(urlWithoutCredentials(url)).not.toContain(canary);
  });

  test.each(["X-Api-Key", "X-Access-Key", "Ocp-Apim-Subscription-Key", "Cookie", "Proxy-Authorization"])(
    "of the header %s",
    (name) => expect(isCredentialHeader(name)).toBe(true),
  );
});

test.each([
  '{"message":"Invalid token"}',
  '[{"field":"token","message":"can\'t be blank"},{"field":"key","message":"is invalid"}]',
  '{"id":8299746,"name":"Bearer of News: a session","email":"token.7@example.com"}',
  "https://gorest.co.in/public/v2/users?page=2&name=key%3Dword",
  '<message>Resource not found</message><name type="token">Ada</name>',
  "Idempotency: 2026-11-30T07:00:00Z",
  '{"token":"<token>","again":["<token>"]}',
])("what is no credential stays: %s", (text) => {
  expect(textWithoutCredentials(text)).toBe(text);
});

test("a text made to be slow is searched as quickly as it is long", () => {
  for (const part of ["\\", '"token":"', "token-", "<token ", "%3Ftoken", "://a:", '; name="token"\r\n'])
    expect(textWithoutCredentials(`token ${part.repeat(40_000)}`).length).toBeGreaterThan(40_000);
});
