import type { ResourceName } from "../contract/document.ts";
import { parentOf } from "../contract/resources.ts";
import { mustSee } from "../model/belief.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import { recordIn } from "./evidence.ts";
import type { View } from "./rule.ts";

/** A record that is gone, since when, and the request that showed it. */
interface Gone {
  readonly seq: number;
  readonly atUs: number;
}

export interface GoneParents {
  /** Takes in what an answer tells. Call after judging it. */
  add(view: View): void;
  /** The deletion, finished before this request was sent, of a record or of one that it lies below. */
  of(resource: ResourceName, id: number, view: View): Gone | undefined;
}

const kept = 10_000;

/** Follows which records lie below which, and which of them are gone because a client deleted them. */
export const createGoneParents = (): GoneParents => {
  const parents = new BoundedMap<string, number>(kept);
  const deleted = new BoundedMap<string, Gone>(kept);

  /** Users are known to the world, which also knows when an id may be another's. */
  const goneUser = (id: number, view: View): Gone | undefined => {
    const gone = view.world.gone.get(id);
    const belief = view.world.beliefs.get(id);
    const mayLive = belief !== undefined && mustSee(belief.alive, view.sent.startUs, view.endUs) !== false;
    return gone === undefined || mayLive ? undefined : gone;
  };

  const of = (resource: ResourceName, id: number, view: View): Gone | undefined => {
    const gone = resource === "users" ? goneUser(id, view) : deleted.get(`${resource} ${id}`);
    if (gone !== undefined && gone.atUs <= view.sent.startUs) return gone;
    const parent = parentOf(resource);
    const parentId = parents.get(`${resource} ${id}`);
    return parent === undefined || parentId === undefined ? undefined : of(parent.resource, parentId, view);
  };

  return {
    of,
    add: (view) => {
      const { operation, answer, id } = view;
      const parent = operation === undefined ? undefined : parentOf(operation.resource);
      if (operation === undefined || parent === undefined) return;
      const record = answer.status < 300 && operation.action !== "list" ? recordIn(view) : undefined;
      const parentId = record?.[parent.field];
      if (record !== undefined && typeof parentId === "number")
        parents.set(`${operation.resource} ${record.id}`, parentId);
      if (operation.action === "delete" && answer.status === 204 && id !== undefined)
        deleted.set(`${operation.resource} ${id}`, { seq: view.seq, atUs: view.endUs });
    },
  };
};
