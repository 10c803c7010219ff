import type { WorkId } from "../work.ts";

/**
 * The works as k6 can run them: for each, JavaScript text of `(state, data) => ({ next, done })`, the same requests in
 * the same order as {@link works}. `state` belongs to one virtual user; `data.userId` is the user made in setup.
 */
export const k6Works: Readonly<Record<WorkId, string>> = {
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
export const k6Journey = `const steps = [
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
