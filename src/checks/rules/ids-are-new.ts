import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const idsAreNew = rule({
  id: "ids-are-new",
  sentence: "a created user has an id of the service's choice, that no other user has or had",
  clause: "create",
  level: "must",
  sources: ["facts 1.2"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    if (user === undefined) return undefined;
    if (view.fields?.id === user.id) {
      return violated("an id of the service's choice", `id ${quote(user.id)}, which the body had`, [view.seq]);
    }
    const gone = view.world.gone.get(user.id);
    // A deletion that was under way together with the create, as far as a recording shows, may be of this very user.
    const deleted = gone === undefined || gone.atUs > view.sent.startUs ? undefined : gone.seq;
    const earlier = view.world.beliefs.get(user.id)?.createdSeq ?? deleted;
    return earlier === undefined
      ? holds
      : violated("an id never seen before", `id ${quote(user.id)}, which another user has or had`, [earlier, view.seq]);
  },
});
