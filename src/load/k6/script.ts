import type { Conditions, TrafficScenario } from "../scenario.ts";
import type { Stream, WorkId } from "../work.ts";

/**
 * The works as k6 can run them: for each, JavaScript text of `(state, data) => ({ next, done })`, the same requests in
 * the same order as {@link works}. `state` belongs to one virtual user; `data.userId` is the user made in setup.
 */
const k6Works: Readonly<Record<WorkId, string>> = {
  readOne: `(state, data) => ({
  next: () => ({ operation: "getUser", method: "GET", path: \`/users/\${data.userId}\` }),
  done: () => {},
})`,
  list: `() => ({
  next: () => ({ operation: "listUsers", method: "GET", path: "/users?per_page=1" }),
  done: () => {},
})`,
  reads: `(state, data) => ({
  next: () =>
    Math.random() < 0.75
      ? { operation: "getUser", method: "GET", path: \`/users/\${data.userId}\` }
      : { operation: "listUsers", method: "GET", path: \`/users?page=\${1 + Math.floor(Math.random() * 3)}&per_page=10\` },
  done: () => {},
})`,
  journey: `(state, data) => journeyOf(state)`,
  everything: `(state, data) => {
  const life = journeyOf(state);
  state.turn = state.turn || 0;
  return {
    next: () => {
      state.turn++;
      state.mine = state.turn % 4 !== 0;
      if (state.mine) return life.next();
      return state.turn % 8 === 0
        ? { operation: "putUser", method: "PUT", path: \`/users/\${data.userId}\`, body: { status: "active" } }
        : { operation: "listUsers", method: "GET", path: "/users?page=1&per_page=10" };
    },
    done: (status, body) => {
      if (state.mine) life.done(status, body);
    },
  };
}`,
};

/** What journeys and everything need beside. */
const k6Journey = `const steps = [
  { operation: "createUser", method: "POST", expects: 201 },
  { operation: "getUser", method: "GET", expects: 200 },
  { operation: "patchUser", method: "PATCH", expects: 200 },
  { operation: "deleteUser", method: "DELETE", expects: 204 },
  { operation: "getUser", method: "GET", expects: 404 },
];
let lastEmail = 0;
const freshEmail = () => \`load.n\${++lastEmail}.c\${exec.vu.idInTest}.\${marker}@example.com\`;
// create, read, patch, delete, gone; a step that met 429 or no answer is sent again.
const journeyOf = (state) => ({
  next: () => {
    if (state.step === undefined) Object.assign(state, { step: 0, email: freshEmail(), tries: 0 });
    const { operation, method } = steps[state.step];
    if (state.step === 0)
      return { operation, method, path: "/users", body: { name: "Load Journey", gender: "female", email: state.email, status: "active" } };
    const path = \`/users/\${state.id}\`;
    return state.step === 2 ? { operation, method, path, body: { status: "inactive" } } : { operation, method, path };
  },
  done: (status, body) => {
    const restart = () => Object.assign(state, { step: 0, email: freshEmail(), tries: 0 });
    if (status === 429) return;
    if (status === 0 || status >= 500) {
      if (++state.tries >= 3) restart();
      return;
    }
    const after = state.tries;
    state.tries = 0;
    if (status !== steps[state.step].expects) {
      if (after === 0) surprises.add(1);
      restart();
      return;
    }
    if (state.step === 0) state.id = JSON.parse(body).id;
    if (++state.step === steps.length) restart();
  },
});`;

/** A stream's name as JavaScript can use it. */
export const identifier = (name: string): string => name.replace(/[^A-Za-z0-9_]+/g, "_");

/** The text of a script: options are given, each stream has a function of its name, and the rest is the same for all. */
export const scriptText = (
  scenario: TrafficScenario,
  conditions: Conditions,
  streams: readonly Stream[],
  options: unknown,
): string => {
  const bodies = streams.map(
    ({ name, work, refused, as }) =>
      `const ${identifier(name)}_state = {};
export function ${identifier(name)}(data) {
  perform(works.${work}(${identifier(name)}_state, data), "${name}", "${as}", ${refused === "retry"});
}`,
  );
  return `// ${scenario.id}: ${scenario.statement}
// ${scenario.shape}; written for ${conditions.limit} requests in ${conditions.windowS} s.
//   GOREST_BASE_URL=… GOREST_TOKEN=… k6 run --out json=${scenario.id}.json ${scenario.id}.js
import exec from "k6/execution";
import http from "k6/http";
import { sleep } from "k6";
import { Counter, Rate, Trend } from "k6/metrics";

const baseUrl = (__ENV.GOREST_BASE_URL || "https://gorest.co.in/public/v2").replace(/\\/$/, "");
const tokens = { A: __ENV.GOREST_TOKEN, B: __ENV.GOREST_SECOND_TOKEN };
const marker = __ENV.MARKER || "ghxk6loadrn";

// Accepted and refused never share a metric: a 429 is quick and would hide how slow the rest is.
const accepted = new Counter("accepted");
const refused = new Counter("refused");
const failed = new Counter("failed");
const acceptedMs = new Trend("accepted_ms", true);
const refusedMs = new Trend("refused_ms", true);
const timeToAcceptMs = new Trend("time_to_accept_ms", true);
const refusedShare = new Rate("refused_share");
const failedShare = new Rate("failed_share");
const surprises = new Counter("surprises");

export const options = ${JSON.stringify(options, null, 2)};

const send = (as, request, tags) =>
  http.request(request.method, baseUrl + request.path, request.body === undefined ? null : JSON.stringify(request.body), {
    headers: { Authorization: \`Bearer \${tokens[as]}\`, Accept: "application/json", "Content-Type": "application/json" },
    tags: Object.assign({ name: request.operation }, tags),
    timeout: "10s",
    responseCallback: http.expectedStatuses({ min: 200, max: 499 }),
  });

// At least a second, as the guide requires; seconds, as X-RateLimit-Reset counts.
const pauseOf = (response) => Math.max(1, Number(response.headers["X-Ratelimit-Reset"]) || 1);

const perform = (worker, stream, as, again) => {
  const began = Date.now();
  const request = worker.next();
  for (;;) {
    const tags = { operation: request.operation, stream };
    const response = send(as, request, tags);
    const { status, timings } = response;
    // Sending to last byte; setting up the connection is in blocked, connecting and tls_handshaking.
    const ms = timings.sending + timings.waiting + timings.receiving;
    refusedShare.add(status === 429, tags);
    // A refused token and a server's error are no service: counted as accepted they would seem a fast one.
    const lost = status === 0 || status === 401 || status >= 500;
    failedShare.add(lost, tags);
    if (lost) failed.add(1, tags);
    else if (status === 429) {
      refused.add(1, tags);
      refusedMs.add(ms, tags);
    } else {
      accepted.add(1, tags);
      acceptedMs.add(ms, Object.assign({ status: String(status) }, tags));
      timeToAcceptMs.add(Date.now() - began, tags);
    }
    if (status !== 429 || !again) {
      worker.done(status, response.body);
      return;
    }
    sleep(pauseOf(response));
  }
};

${k6Journey}

const works = {
${Object.entries(k6Works)
  .map(([id, text]) => `  ${id}: ${text.replaceAll("\n", "\n  ")},`)
  .join("\n")}
};

${bodies.join("\n\n")}

const patiently = (as, request) => {
  for (let attempt = 1; ; attempt++) {
    const response = send(as, request, { stream: "preparation" });
    if (response.status !== 429 || attempt === 5) return response;
    sleep(pauseOf(response));
  }
};

export function setup() {
  const body = { name: "Load Fixture", gender: "male", email: \`load.n0.c0.\${marker}@example.com\`, status: "active" };
  const made = patiently("A", { operation: "createUser", method: "POST", path: "/users", body });
  if (made.status !== 201) exec.test.abort(\`the target could not make the user that load needs: \${made.status}\`);
  return { userId: JSON.parse(made.body).id };
}

export function teardown() {
  const left = patiently("A", { operation: "listUsers", method: "GET", path: \`/users?email=\${marker}&per_page=100\` });
  if (left.status !== 200) return;
  // A server that ignores the filter lists all users: only what bears the marker is this run's.
  const ours = JSON.parse(left.body).filter(({ email }) => String(email).includes(marker));
  for (const { id } of ours) patiently("A", { operation: "deleteUser", method: "DELETE", path: \`/users/\${id}\` });
}
`;
};
