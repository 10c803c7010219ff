// A suite that asks twelve times at once and takes a refusal for a failure. Scored in score.slow.test.ts.
const { GOREST_BASE_URL, GOREST_TOKEN } = process.env;

const ask = () => fetch(`${GOREST_BASE_URL}/users`, { headers: { authorization: `Bearer ${GOREST_TOKEN}` } });
const answers = await Promise.all(Array.from({ length: 12 }, ask));
process.exitCode = answers.every(({ status }) => status === 200) ? 0 : 1;
