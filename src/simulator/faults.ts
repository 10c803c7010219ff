import type { BehaviourFault } from "./behaviour-fault.ts";
import { beyondTheEndRepeatsLastPage } from "./faults/beyond-the-end-repeats-last-page.ts";
import { callsCostTwo } from "./faults/calls-cost-two.ts";
import { createAcceptsDuplicateEmail } from "./faults/create-accepts-duplicate-email.ts";
import { createNeedsNoToken } from "./faults/create-needs-no-token.ts";
import { createRace } from "./faults/create-race.ts";
import { createdUserIsNotListed } from "./faults/created-user-is-not-listed.ts";
import { deleteAnswers200 } from "./faults/delete-answers-200.ts";
import { deleteDeletesNothing } from "./faults/delete-deletes-nothing.ts";
import { deleteRace } from "./faults/delete-race.ts";
import { deletedEmailStaysReserved } from "./faults/deleted-email-stays-reserved.ts";
import { deletedStaysInLists } from "./faults/deleted-stays-in-lists.ts";
import { errorBlamesWrongField } from "./faults/error-blames-wrong-field.ts";
import { errorsAsObject } from "./faults/errors-as-object.ts";
import { firstReadAfterUpdateIsStale } from "./faults/first-read-after-update-is-stale.ts";
import { genderCapitalised } from "./faults/gender-capitalised.ts";
import { genderFilterLeaks } from "./faults/gender-filter-leaks.ts";
import { idAsText } from "./faults/id-as-text.ts";
import { limitNotEnforced } from "./faults/limit-not-enforced.ts";
import { limitedWriteIsDone } from "./faults/limited-write-is-done.ts";
import { limiterRace } from "./faults/limiter-race.ts";
import { listsShowOthersUsers } from "./faults/lists-show-others-users.ts";
import { longNameIsCutOnStore } from "./faults/long-name-is-cut-on-store.ts";
import { lostUpdateRace } from "./faults/lost-update-race.ts";
import { malformedEmailAccepted } from "./faults/malformed-email-accepted.ts";
import { nextLinkOnLastPage } from "./faults/next-link-on-last-page.ts";
import { nonAsciiNameAnswers500 } from "./faults/non-ascii-name-answers-500.ts";
import { notFoundAsHtml } from "./faults/not-found-as-html.ts";
import { oneBudgetForAll } from "./faults/one-budget-for-all.ts";
import { onlyFirstError } from "./faults/only-first-error.ts";
import { orderChangesBetweenReads } from "./faults/order-changes-between-reads.ts";
import { othersCanDelete } from "./faults/others-can-delete.ts";
import { othersCanRead } from "./faults/others-can-read.ts";
import { ownerLeaked } from "./faults/owner-leaked.ts";
import { pageHeaderAlways1 } from "./faults/page-header-always-1.ts";
import { pageRepeatsLastRow } from "./faults/page-repeats-last-row.ts";
import { pagesRoundedDown } from "./faults/pages-rounded-down.ts";
import { perPageAbove100Honoured } from "./faults/per-page-above-100-honoured.ts";
import { perPageIgnored } from "./faults/per-page-ignored.ts";
import { putResurrectsDeleted } from "./faults/put-resurrects-deleted.ts";
import { refusalsAreFree } from "./faults/refusals-are-free.ts";
import { refusedUpdateWritesPart } from "./faults/refused-update-writes-part.ts";
import { remainingNeverMoves } from "./faults/remaining-never-moves.ts";
import { remainingNotANumber } from "./faults/remaining-not-a-number.ts";
import { rowSkippedBetweenPages } from "./faults/row-skipped-between-pages.ts";
import { secondDeleteAnswers204 } from "./faults/second-delete-answers-204.ts";
import { statusMissingInLists } from "./faults/status-missing-in-lists.ts";
import { tooManyRequestsWithoutHeaders } from "./faults/too-many-requests-without-headers.ts";
import { totalHeaderMissing } from "./faults/total-header-missing.ts";
import { totalIgnoresFilter } from "./faults/total-ignores-filter.ts";
import { totalIsStale } from "./faults/total-is-stale.ts";
import { totalOffByOne } from "./faults/total-off-by-one.ts";
import { unknownGenderBecomesMale } from "./faults/unknown-gender-becomes-male.ts";
import { updateIsNotKept } from "./faults/update-is-not-kept.ts";
import { updateMayTakeAnEmail } from "./faults/update-may-take-an-email.ts";
import { updateRenamesNeighbour } from "./faults/update-renames-neighbour.ts";
import { updateResetsUnnamedFields } from "./faults/update-resets-unnamed-fields.ts";
import { writesAcceptAnyToken } from "./faults/writes-accept-any-token.ts";
import type { WireFault } from "./wire-fault.ts";

export type Fault = WireFault | BehaviourFault;

/** Every way to be wrong, one file of `faults/` each; by class, simple ones first. */
export const faults: readonly Fault[] = [
  idAsText,
  statusMissingInLists,
  genderCapitalised,
  ownerLeaked,
  notFoundAsHtml,
  deleteAnswers200,
  errorsAsObject,
  nonAsciiNameAnswers500,
  totalHeaderMissing,
  remainingNotANumber,
  unknownGenderBecomesMale,
  malformedEmailAccepted,
  onlyFirstError,
  errorBlamesWrongField,
  perPageIgnored,
  perPageAbove100Honoured,
  genderFilterLeaks,
  beyondTheEndRepeatsLastPage,
  totalOffByOne,
  pagesRoundedDown,
  pageHeaderAlways1,
  totalIgnoresFilter,
  pageRepeatsLastRow,
  rowSkippedBetweenPages,
  nextLinkOnLastPage,
  orderChangesBetweenReads,
  totalIsStale,
  deleteDeletesNothing,
  deletedStaysInLists,
  secondDeleteAnswers204,
  updateIsNotKept,
  updateResetsUnnamedFields,
  updateMayTakeAnEmail,
  createAcceptsDuplicateEmail,
  deletedEmailStaysReserved,
  refusedUpdateWritesPart,
  updateRenamesNeighbour,
  createdUserIsNotListed,
  putResurrectsDeleted,
  firstReadAfterUpdateIsStale,
  longNameIsCutOnStore,
  createNeedsNoToken,
  writesAcceptAnyToken,
  othersCanRead,
  othersCanDelete,
  listsShowOthersUsers,
  remainingNeverMoves,
  callsCostTwo,
  limitNotEnforced,
  tooManyRequestsWithoutHeaders,
  refusalsAreFree,
  oneBudgetForAll,
  limitedWriteIsDone,
  createRace,
  lostUpdateRace,
  deleteRace,
  limiterRace,
];

export const findFault = (id: string): Fault | undefined => faults.find((fault) => fault.id === id);
