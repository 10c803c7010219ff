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
    // YAML
    `tokens:\n  - ${canary}\n  - other`,
    `user:\n  api_keys:\n  - "${canary}"\n  name: Ada`,
    `token: >\n  ${canary}\nname: Ada`,
    `tokens: ["x1234567890a", '${canary}']`,
    `"access_token": ${canary}`,
    // Names that escapes hide
    `{"acc\\u0065ss_token":"${canary}"}`,
    `{"\\u0074\\u006f\\u006b\\u0065\\u006e":["${canary}"]}`,
    `to%6ben=${canary}&name=Ada`,
    `%74%6f%6b%65%6e=${canary}`,
    `user[access_token]=${canary}`,
    `user%5Bp%61ssword%5D=${canary}`,
    // Lists and pairs of headers
    `["Authorization","Bearer","${canary}"]`,
    `{"headers":["Host","h","Authorization","${canary}","Accept","*/*"]}`,
    `{"headers":[{"k":"Authorization","v":"${canary}"}]}`,
    `{"headers":[{"key":"Authorization","values":["${canary}"]}]}`,
    // Parts of forms
    `--b\r\nContent-Disposition: form-data;\r\n name="token"\r\n\r\n${canary}\r\n--b--`,
    `--b\r\nContent-Disposition: form-data; name="user[token]"\r\nContent-Length: 18\r\nContent-Type: text/plain\r\n\r\n${canary}\r\n--b--`,
    `--b\r\nContent-Disposition: form-data; name="token"; filename="t"\r\n\r\nfirst line\r\n${canary}\r\n--b--`,
    // Errors of proxies, logs of programs
    `proxy http://${canary}@proxy.local:3128 refused`,
    `connect to ada:${canary}@proxy.local:3128 failed`,
    `Parameters: {"user"=>{"password"=>"${canary}"}}`,
    `token='${canary}'`,
    `Bearer "${canary}"`,
    `0; url=http://h/?token=${canary}`,
    `https://login.example/?next=http%253A%252F%252Fh%252F%253Ftoken%253D${canary}`,
    // Options of commands, in a shell, a list and a form
    `curl -u ada:${canary} https://h/`,
    `curl -sSu 'ada:my ${canary}' https://h/`,
    `curl -uada:${canary} https://h/`,
    `curl --user=ada:${canary} --proxy-user "b:${canary}" https://h/`,
    `{"run":"curl -U \\"ada:${canary}\\" https://h/"}`,
    `["curl","-u","ada:${canary}","https://h/"]`,
    `run=curl+-u+ada%3A${canary}+https%3A%2F%2Fh`,
    `http -a ada:${canary} GET h/users`,
    `curl -b "sid=${canary}" --cookie sid=${canary} https://h/`,
    `wget --http-password ${canary} https://h/`,
    `machine h login ada password ${canary}`,
    // What is made from a password, and other schemes
    `Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa${canary}`,
    `OAuth oauth_token="x", oauth_signature="${canary}%3D"`,
    `-----BEGIN RSA PRIVATE KEY-----\nMIIE${canary}\n-----END RSA PRIVATE KEY-----`,
    // In paths, and before a host without port or scheme
    `GET https://h/access-token/${canary}/users`,
    `cannot open https://h/api/9${canary}0f5b60a4e1f3c2/users`,
    `see https://h/auth/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${canary}`,
    `connect to ada:${canary}@proxy.local failed`,
    `{"proxy":"ada:pa:${canary}@10.0.0.7"}`,
    `proxy=ada%3A${canary}%40proxy.local`,
    `//ada:${canary}@[::1]/`,
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
    `http://h/token/${canary}/users`,
    `http://h/public/v2/users/9${canary}0f5b60a4e1f3c2?page=1`,
    `http://h/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${canary}/users`,
    `http://h/users;jsessionid=${canary}`,
    `http://h/?via=ada:${canary}@proxy.local`,
    `http://h/?next=https%3A%2F%2Fada%3A${canary}%40h%2F`,
    `http://h/?name=curl+-u+ada%3A${canary}`,
  ])("of the address %s", (url) => {
    expect(urlWithoutCredentials(url)).not.toContain(canary);
  });

  test.each([
    "X-Api-Key",
    "X-Forwarded-Authorization",
    "X-Access-Key",
    "Ocp-Apim-Subscription-Key",
    "Cookie",
    "Proxy-Authorization",
    "Authentication-Info",
    "X-Credentials",
    "X-Master-Key",
  ])("of the header %s", (name) => expect(isCredentialHeader(name)).toBe(true));
});

const digest = "7f39c1d2e8aa0b60a4e1f37f39c1d2e8";
test.each([
  `Digest username="ada", uri="/", nc=00000001, response="${digest}", opaque="5ccc"`,
  `{"sent":"Digest username=\\"ada\\", response=\\"${digest}\\""}`,
  `Authorization: Digest username=ada, response=${digest}${digest}`,
])("what a digest is proved by is taken out: %s", (text) => {
  expect(textWithoutCredentials(text)).not.toContain(digest);
});

describe("all of them are taken out, not the first alone", () => {
  const other = "canary1b39c1d2e8bb";
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  test.each([
    `{"tokens" : [ "${canary}" ,\n "${other}" ], "name" : "Ada" }`,
    `{"token":{"value":"${canary}","refresh":["${other}"]}}`,
    `{"api_keys":[{"id":1,"value":"${canary}"},{"id":2,"value":"${other}"}]}`,
    `{"message":"{\\"tokens\\":[\\"${canary}\\",\\"${other}\\"]}"}`,
    `{"m":"{\\"m\\":\\"{\\\\\\"tokens\\\\\\":[\\\\\\"${canary}\\\\\\",\\\\\\"${other}\\\\\\"]}\\"}"}`,
    `{"auth":"${canary}","pwd":"${other}"}`,
    `[{"name":"token","value":"${canary}"},{"value":"${other}","key":"api_key"}]`,
    `{"headers":[["authorization","Token ${canary}"],["x-api-key","${other}"]]}`,
    `{"set-cookie":["sid=${canary}","x=${other}"]}`,
    `{"password":"${canary}"}\n{"tokens":["${other}`,
    `{"data":"${base64(`{"token":"${canary}"}`)}","jwt":"${other}"}`,
    `<tokens type="array"><item>${canary}</item><item>${other}</item></tokens>`,
    `<token><value>${canary}</value></token><a:secret><![CDATA[${other}]]></a:secret>`,
    `tokens%5B%5D=${canary}&tokens[]=${other}`,
    `data=%7B%22tokens%22%3A%5B%22${canary}%22%2C%22${other}%22%5D%7D`,
    `--b\r\nContent-Disposition: form-data; name="tokens[]"\r\n\r\n${canary}\r\n--b\r\nContent-Disposition: form-data; name="user[token]"\r\n\r\n${other}\r\n--b--`,
    `Authorization%3A%20Bearer%20${canary} and Basic ${base64(`ada:${other}`)}`,
  ])("of %s", (text) => {
    const found: string[] = [];
    const once = textWithoutCredentials(text, (secret) => found.push(secret));
    for (const secret of [canary, other, base64(`{"token":"${canary}"}`), base64(`ada:${other}`)])
      expect(once).not.toContain(secret);
    expect(textWithoutCredentials(once)).toBe(once);
    if (/^[{[]/.test(text) && !text.includes("}\n")) expect(() => JSON.parse(once)).not.toThrow();
  });

  test("and of an address", () => {
    const url = urlWithoutCredentials(
      `http://h/?f=%7B%22token%22%3A%22${canary}%22%7D&access-token=a&access-token=${other}`,
    );
    expect(url).not.toMatch(/canary/);
  });
});

test.each([
  '{"message":"Invalid token"}',
  '[{"field":"token","message":"can\'t be blank"},{"field":"key","message":"is invalid"}]',
  '{"id":8299746,"name":"Bearer of News: a session","email":"token.7@example.com"}',
  "https://gorest.co.in/public/v2/users?page=2&name=key%3Dword",
  '<message>Resource not found</message><name type="token">Ada</name>',
  "Idempotency: 2026-11-30T07:00:00Z",
  "tokens:\n\nname:\n  - Ada",
  '["Accept","*/*","Host","h"]',
  '{"field":"key","value":"ada@example.com:8080"}',
  '{"token": 12345678}',
  '{"token":"<token>","again":["<token>"]}',
  '{ "key" : "value", "token_count" : 3, "token" : 17, "bearer" : null,  "list" : [1, 2e3] }',
  '[["name","Key West"],["session of","today"]]',
  "<users><name>Token <b>of</b> love</name></users>",
  '{"message":"eyJub3QiOiJhIHNlY3JldCJ9, a key to nothing"}',
  "tar -u x:y, of hair and curls",
  "to:ada.lovelace@example.com and mailto:bob12@example.com",
  "https://gorest.co.in/public/v2/users/550e8400-e29b-41d4-a716-446655440000",
  `https://gorest.co.in/public/v2/users/${"9".repeat(60)}`,
  'W/"7f39c1d2e8aa0b60a4e1f37f39c1d2e8"',
  "https://h/tokens/list and https://h/password/forgotten",
])("what is no credential stays: %s", (text) => {
  expect(textWithoutCredentials(text)).toBe(text);
});

test("a text made to be slow is searched as quickly as it is long", () => {
  for (const part of [
    "\\",
    '"token":"',
    "token-",
    "<token ",
    "%3Ftoken",
    "://a:",
    '; name="token"\r\n',
    "eyJ",
    "Bearer%20",
    '["token",',
    "token:\n - x\n",
    "\n  - ",
    "a:b@",
    "%2525",
    "; name=token\r\nx\r\n",
    "curl -u a:",
    "-u",
    "a:bcde",
    "/token/",
    "/a1B2",
    "response=",
    " --token ",
    "-----BEGIN PRIVATE KEY-----",
  ])
    for (const begin of ["token ", "{", '{"token":["', "<token>", "curl "])
      expect(textWithoutCredentials(`${begin}${part.repeat(5000)}`).length).toBeGreaterThan(0);
});
