// A suite that writes what became of its tests, as TAP: one that fails always, one that changes its mind, two that are
// good, and a name that is another one in each run. Its argument names a file in which it counts its runs. Scored in
// score-suite.test.ts.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const { GOREST_BASE_URL, GOREST_TOKEN, GOREST_RESULTS } = process.env;
const [counter = "", silent] = process.argv.slice(2);
const runs = existsSync(counter) ? Number(readFileSync(counter, "utf8")) : 0;
writeFileSync(counter, String(runs + 1));

const headers = { authorization: `Bearer ${GOREST_TOKEN}`, "content-type": "application/json" };
const body = JSON.stringify({ name: "Ada", email: "ada@suite.example", gender: "male", status: "active" });
const created = await fetch(`${GOREST_BASE_URL}/users`, { method: "POST", headers, body });
const user = await created.json();
const deleted = await fetch(`${GOREST_BASE_URL}/users/${user.id}`, { method: "DELETE", headers });

const tests = [
  [created.status === 201, `user ${user.id} is created`],
  [deleted.status === 204, "deleting answers 204"],
  [false, `says who serves ${GOREST_TOKEN}`],
  [runs % 2 === 0, "is quick"],
];
const lines = tests.map(([ok, name], at) => `${ok ? "ok" : "not ok"} ${at + 1} - ${name}`);
if (silent === undefined) writeFileSync(GOREST_RESULTS, `TAP version 13\n${lines.join("\n")}\n1..${tests.length}\n`);
process.exitCode = 1;
