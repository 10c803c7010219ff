import { pathOf } from "../../contract/route.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { quote, userIn } from "../evidence.ts";
import { rule } from "../rule.ts";

/** Whether the service still sends Location is an open question since its relaunch; where it does, it must be true. */
export const locationNamesTheUser = rule({
  id: "location-names-the-user",
  sentence: "the Location of a created user, where there is one, leads to that user",
  clause: "create",
  level: "must",
  sources: ["facts 3.1", "RFC 9110 10.2.2"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    const location = view.answer.headers.get("location");
    if (user === undefined || location === undefined) return undefined;
    // The host may be a public name that a proxy hides from us; the path may not.
    const path = URL.canParse(location) ? new URL(location).pathname.replace(/\/$/, "") : "";
    const wanted = pathOf("getUser", user.id);
    if (path.endsWith(wanted)) return holds;
    return violated(`an absolute URL that ends in ${wanted}`, quote(location), [view.seq]);
  },
});
