// A suite that creates a user, looks at the status only, and never deletes it. Scored in score.slow.test.ts.
const { GOREST_BASE_URL, GOREST_TOKEN } = process.env;

const response = await fetch(`${GOREST_BASE_URL}/users`, {
  method: "POST",
  headers: { authorization: `Bearer ${GOREST_TOKEN}`, "content-type": "application/json" },
  body: JSON.stringify({ name: "Left", email: "left@suite.example", gender: "male", status: "active" }),
});
process.exitCode = response.status === 201 ? 0 : 1;
