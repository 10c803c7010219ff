import { property, type Step } from "../../src/generators/step.ts";
import { validBody } from "../../src/generators/values.ts";
import { below, create, remove } from "./steps.ts";

export const lifeBelowAUser = property({
  id: "life-below-a-user",
  sentence: "posts, comments and todos are made below their parent, name it, and are gone with it",
  clause: "parents",
  turn: "first",
  cases: validBody.map((body): readonly Step[] => [
    create("x", { ...body, email: { fresh: "parent" } }),
    below("x", "there"),
    remove("x"),
    below("x", "deleted"),
  ]),
});
