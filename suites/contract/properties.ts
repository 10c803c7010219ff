import type { Property } from "../../src/generators/step.ts";
import { oneEmailManyCreates, oneEmailManyUpdates, parallelDeletes, parallelPatches } from "./concurrency.ts";
import { lifeOfAUser, unusualBodies, valuesComeBack } from "./create.ts";
import { anySequence, hardInputs } from "./explore.ts";
import { anonymousCallers, idsThatAreNone, otherAccounts, unknownTokens } from "./identity.ts";
import { filtersKeepWhatMatches, pagesFitTogether, publicListsHold } from "./lists.ts";
import { lifeBelowAUser } from "./parents.ts";
import { budgetMoves, budgetsArePerToken, keylessCallsAreFree, limitIsReal } from "./rate-limit.ts";
import { otherRoads } from "./roads.ts";
import { switchesMisbehave } from "./switches.ts";
import { theWholeOnce } from "./tour.ts";
import { neighboursStay, oneFieldAtATime } from "./update.ts";
import {
  brokenFieldsAreNamed,
  brokenUpdatesChangeNothing,
  emailsAreUnique,
  lengthsHaveEdges,
  publicEmailsAreTaken,
} from "./validation.ts";

/** Every property of users, the cheapest and most telling first: the order in which a small budget is spent. */
export const properties: readonly Property[] = [
  theWholeOnce,
  limitIsReal,
  otherRoads,
  publicListsHold,
  unusualBodies,
  switchesMisbehave,
  filtersKeepWhatMatches,
  publicEmailsAreTaken,
  neighboursStay,
  oneEmailManyUpdates,
  lengthsHaveEdges,
  emailsAreUnique,
  budgetMoves,
  budgetsArePerToken,
  oneFieldAtATime,
  pagesFitTogether,
  parallelDeletes,
  otherAccounts,
  brokenFieldsAreNamed,
  keylessCallsAreFree,
  brokenUpdatesChangeNothing,
  hardInputs,
  parallelPatches,
  valuesComeBack,
  anonymousCallers,
  oneEmailManyCreates,
  unknownTokens,
  idsThatAreNone,
  lifeOfAUser,
  anySequence,
];

/** Those of users and, besides, of what lies below them. */
export const propertiesOfAll: readonly Property[] = [theWholeOnce, lifeBelowAUser, ...properties.slice(1)];
