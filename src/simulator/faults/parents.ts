import { behaviourFault, type Fault } from "../fault.ts";

/** What lies below users and posts has the wrong parent, or does without. */
export const parentFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "child-names-another-parent",
      sentence: "A post, comment or todo is shown with the id of another parent.",
      class: "request",
      breaks: "child-names-its-parent",
      resource: "all",
    },
    ({ showChild }) => ({
      showChild: (name, child, sent) => showChild(name, { ...child, parentId: child.parentId + 1 }, sent),
    }),
  ),
  behaviourFault(
    {
      id: "children-outlive-their-parent",
      sentence: "Posts, comments and todos are still there when their parent is deleted.",
      class: "sequence",
      breaks: "children-go-with-their-parent",
      resource: "all",
    },
    () => ({ isLeft: () => true }),
  ),
  behaviourFault(
    {
      id: "missing-parent-is-taken",
      sentence: "A post, comment or todo can be made below a parent that does not exist.",
      class: "sequence",
      breaks: "missing-parent-is-refused",
      resource: "all",
    },
    () => ({ parentProblems: () => [] }),
  ),
];
