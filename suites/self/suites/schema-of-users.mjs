// A suite as many have it: one list, checked against a schema. Scored in score.slow.test.ts.
const { GOREST_BASE_URL, GOREST_TOKEN } = process.env;

const response = await fetch(`${GOREST_BASE_URL}/users`, { headers: { authorization: `Bearer ${GOREST_TOKEN}` } });
const users = await response.json();
const isUser = (user) =>
  Object.keys(user).length === 5 &&
  Number.isInteger(user.id) &&
  typeof user.name === "string" &&
  typeof user.email === "string" &&
  ["male", "female"].includes(user.gender) &&
  ["active", "inactive"].includes(user.status);
process.exitCode = response.status === 200 && Array.isArray(users) && users.every(isUser) ? 0 : 1;
