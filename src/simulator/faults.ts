import type { BehaviourFault } from "./behaviour-fault.ts";
import { anonymousCanDelete } from "./faults/anonymous-can-delete.ts";
import { anonymousCanPatch } from "./faults/anonymous-can-patch.ts";
import { anonymousCanRead } from "./faults/anonymous-can-read.ts";
import { anonymousListsShowPrivate } from "./faults/anonymous-lists-show-private.ts";
import { anonymousTotalCountsPrivate } from "./faults/anonymous-total-counts-private.ts";
import { answersAreCacheable } from "./faults/answers-are-cacheable.ts";
import { arrayBodyAnswers500 } from "./faults/array-body-answers-500.ts";
import { astralCharactersLost } from "./faults/astral-characters-lost.ts";
import { beyondTheEndAnswers404 } from "./faults/beyond-the-end-answers-404.ts";
import { beyondTheEndRepeatsLastPage } from "./faults/beyond-the-end-repeats-last-page.ts";
import { blankStatusBecomesActive } from "./faults/blank-status-becomes-active.ts";
import { callsCostTwo } from "./faults/calls-cost-two.ts";
import { capitalsInGenderRefused } from "./faults/capitals-in-gender-refused.ts";
import { capitalsInStatusRefusedOnUpdate } from "./faults/capitals-in-status-refused-on-update.ts";
import { caseOfTokenIgnored } from "./faults/case-of-token-ignored.ts";
import { changedEmailIsNotReserved } from "./faults/changed-email-is-not-reserved.ts";
import { changedEmailStaysReserved } from "./faults/changed-email-stays-reserved.ts";
import { createAcceptsDuplicateEmail } from "./faults/create-accepts-duplicate-email.ts";
import { createAnswers200 } from "./faults/create-answers-200.ts";
import { createNeedsNoToken } from "./faults/create-needs-no-token.ts";
import { createOverwrites } from "./faults/create-overwrites.ts";
import { createRace } from "./faults/create-race.ts";
import { createTouchesNewest } from "./faults/create-touches-newest.ts";
import { createdForAnotherAccount } from "./faults/created-for-another-account.ts";
import { createdUserHasNoId } from "./faults/created-user-has-no-id.ts";
import { createdUserIsNotListed } from "./faults/created-user-is-not-listed.ts";
import { createdUserIsPublic } from "./faults/created-user-is-public.ts";
import { createdUserVanishes } from "./faults/created-user-vanishes.ts";
import { currentLinkAlwaysPage1 } from "./faults/current-link-always-page-1.ts";
import { deepPagesAreEmpty } from "./faults/deep-pages-are-empty.ts";
import { defaultPageSize20 } from "./faults/default-page-size-20.ts";
import { deleteAnnouncesALength } from "./faults/delete-announces-a-length.ts";
import { deleteAnnouncesJson } from "./faults/delete-announces-json.ts";
import { deleteAnswers200 } from "./faults/delete-answers-200.ts";
import { deleteDeletesNothing } from "./faults/delete-deletes-nothing.ts";
import { deleteFailsNowAndThen } from "./faults/delete-fails-now-and-then.ts";
import { deleteIsLate } from "./faults/delete-is-late.ts";
import { deleteRace } from "./faults/delete-race.ts";
import { deleteTakesNeighbourAlong } from "./faults/delete-takes-neighbour-along.ts";
import { deletedEmailStaysReserved } from "./faults/deleted-email-stays-reserved.ts";
import { deletedStaysInLists } from "./faults/deleted-stays-in-lists.ts";
import { deletedUserFoundById } from "./faults/deleted-user-found-by-id.ts";
import { deletedUserFoundByName } from "./faults/deleted-user-found-by-name.ts";
import { duplicateEmailNowAndThen } from "./faults/duplicate-email-now-and-then.ts";
import { emailCaseChangeIsLost } from "./faults/email-case-change-is-lost.ts";
import { emailCaseChangeRefused } from "./faults/email-case-change-refused.ts";
import { emailDomainLowerCased } from "./faults/email-domain-lower-cased.ts";
import { emailFilterIgnoresDomain } from "./faults/email-filter-ignores-domain.ts";
import { emailFilterMatchesBeginning } from "./faults/email-filter-matches-beginning.ts";
import { emailLowerCased } from "./faults/email-lower-cased.ts";
import { emailMayHave201Characters } from "./faults/email-may-have-201-characters.ts";
import { emailOver100IsNotUnique } from "./faults/email-over-100-is-not-unique.ts";
import { emailOver100Refused } from "./faults/email-over-100-refused.ts";
import { emailUpdateRace } from "./faults/email-update-race.ts";
import { emailsMaskedInLists } from "./faults/emails-masked-in-lists.ts";
import { emptyBodyAnswers500 } from "./faults/empty-body-answers-500.ts";
import { emptyPatchRefused } from "./faults/empty-patch-refused.ts";
import { emptyUpdateResetsStatus } from "./faults/empty-update-resets-status.ts";
import { errorBlamesWrongField } from "./faults/error-blames-wrong-field.ts";
import { errorsAsObject } from "./faults/errors-as-object.ts";
import { errorsInFieldOrder } from "./faults/errors-in-field-order.ts";
import { etagByLength } from "./faults/etag-by-length.ts";
import { etagIgnoresStatus } from "./faults/etag-ignores-status.ts";
import { farPageAnswers500 } from "./faults/far-page-answers-500.ts";
import { filteredListLagsOneCreate } from "./faults/filtered-list-lags-one-create.ts";
import { filteredPagesStartOver } from "./faults/filtered-pages-start-over.ts";
import { filtersCombineByOr } from "./faults/filters-combine-by-or.ts";
import { filtersLeaveOutPublicUsers } from "./faults/filters-leave-out-public-users.ts";
import { filtersSearchTheNewest } from "./faults/filters-search-the-newest.ts";
import { filtersSeeValuesAsCreated } from "./faults/filters-see-values-as-created.ts";
import { finalDotLost } from "./faults/final-dot-lost.ts";
import { firstReadAfterUpdateIsStale } from "./faults/first-read-after-update-is-stale.ts";
import { forceStatusIgnored } from "./faults/force-status-ignored.ts";
import { foreignUserAnswers403 } from "./faults/foreign-user-answers-403.ts";
import { fullLastPageIsEmpty } from "./faults/full-last-page-is-empty.ts";
import { genderCapitalised } from "./faults/gender-capitalised.ts";
import { genderErrorInTwoItems } from "./faults/gender-error-in-two-items.ts";
import { genderFilterLeaks } from "./faults/gender-filter-leaks.ts";
import { genderTextCorrected } from "./faults/gender-text-corrected.ts";
import { hugeIdAnswers500 } from "./faults/huge-id-answers-500.ts";
import { idAsText } from "./faults/id-as-text.ts";
import { idFilterIgnored } from "./faults/id-filter-ignored.ts";
import { idFilterMatchesBeginning } from "./faults/id-filter-matches-beginning.ts";
import { idIsGivenTwice } from "./faults/id-is-given-twice.ts";
import { idsAtRandom } from "./faults/ids-at-random.ts";
import { innerBlanksCollapsed } from "./faults/inner-blanks-collapsed.ts";
import { jsonCutNowAndThen } from "./faults/json-cut-now-and-then.ts";
import { labelledLatin1 } from "./faults/labelled-latin-1.ts";
import { largePagesOverlap } from "./faults/large-pages-overlap.ts";
import { lastPageStartsEarly } from "./faults/last-page-starts-early.ts";
import { lastTokenRemembered } from "./faults/last-token-remembered.ts";
import { limitEnforcedLate } from "./faults/limit-enforced-late.ts";
import { limitHeaderAlways10 } from "./faults/limit-header-always-10.ts";
import { limitHeaderDrifts } from "./faults/limit-header-drifts.ts";
import { limitNotEnforced } from "./faults/limit-not-enforced.ts";
import { limitedBy503 } from "./faults/limited-by-503.ts";
import { limitedDeleteIsDone } from "./faults/limited-delete-is-done.ts";
import { limitedWriteIsDone } from "./faults/limited-write-is-done.ts";
import { limiterRace } from "./faults/limiter-race.ts";
import { listCachedAcrossTokens } from "./faults/list-cached-across-tokens.ts";
import { listInEnvelope } from "./faults/list-in-envelope.ts";
import { listRememberedForThreeReads } from "./faults/list-remembered-for-three-reads.ts";
import { listsShowOthersUsers } from "./faults/lists-show-others-users.ts";
import { listsShowValuesAsCreated } from "./faults/lists-show-values-as-created.ts";
import { locationNamesAnother } from "./faults/location-names-another.ts";
import { longEmailIsNotUnique } from "./faults/long-email-is-not-unique.ts";
import { longNameIsCutOnStore } from "./faults/long-name-is-cut-on-store.ts";
import { longerTokenAccepted } from "./faults/longer-token-accepted.ts";
import { lostUpdateRace } from "./faults/lost-update-race.ts";
import { malformedEmailAccepted } from "./faults/malformed-email-accepted.ts";
import { malformedEmailListedFirst } from "./faults/malformed-email-listed-first.ts";
import { markupEscaped } from "./faults/markup-escaped.ts";
import { markupRemoved } from "./faults/markup-removed.ts";
import { messageUnderError } from "./faults/message-under-error.ts";
import { missingIdBeforeUnknownToken } from "./faults/missing-id-before-unknown-token.ts";
import { nameCutAt100 } from "./faults/name-cut-at-100.ts";
import { nameFilterMindsCase } from "./faults/name-filter-minds-case.ts";
import { nameInTitleCase } from "./faults/name-in-title-case.ts";
import { nameLengthInBytes } from "./faults/name-length-in-bytes.ts";
import { nameMayBeBlank } from "./faults/name-may-be-blank.ts";
import { nameMayHave201Characters } from "./faults/name-may-have-201-characters.ts";
import { nameOf200Refused } from "./faults/name-of-200-refused.ts";
import { nameOfOneRefused } from "./faults/name-of-one-refused.ts";
import { nameRecomposed } from "./faults/name-recomposed.ts";
import { nextLinkMissing } from "./faults/next-link-missing.ts";
import { nextLinkMissingBeforeLastPage } from "./faults/next-link-missing-before-last-page.ts";
import { nextLinkOnLastPage } from "./faults/next-link-on-last-page.ts";
import { nextLinkSkipsAPage } from "./faults/next-link-skips-a-page.ts";
import { noRateHeadersOn404 } from "./faults/no-rate-headers-on-404.ts";
import { noRateHeadersOn422 } from "./faults/no-rate-headers-on-422.ts";
import { noRateHeadersOnDelete } from "./faults/no-rate-headers-on-delete.ts";
import { nonAsciiNameAnswers500 } from "./faults/non-ascii-name-answers-500.ts";
import { notFoundAsHtml } from "./faults/not-found-as-html.ts";
import { notFoundTextDiffers } from "./faults/not-found-text-differs.ts";
import { notModifiedForAnyEtag } from "./faults/not-modified-for-any-etag.ts";
import { nullAnswers500 } from "./faults/null-answers-500.ts";
import { oldestFirst } from "./faults/oldest-first.ts";
import { oneBudgetForAll } from "./faults/one-budget-for-all.ts";
import { oneRefusalInTen } from "./faults/one-refusal-in-ten.ts";
import { onlyFirstError } from "./faults/only-first-error.ts";
import { onlyFirstFilterApplies } from "./faults/only-first-filter-applies.ts";
import { orderChangesBetweenReads } from "./faults/order-changes-between-reads.ts";
import { orderedByLastChange } from "./faults/ordered-by-last-change.ts";
import { orderedByName } from "./faults/ordered-by-name.ts";
import { othersCanDelete } from "./faults/others-can-delete.ts";
import { othersCanRead } from "./faults/others-can-read.ts";
import { othersCanUpdate } from "./faults/others-can-update.ts";
import { othersEmptyUpdateAnswers200 } from "./faults/others-empty-update-answers-200.ts";
import { ownEmailIsTaken } from "./faults/own-email-is-taken.ts";
import { ownFormerEmailStaysReserved } from "./faults/own-former-email-stays-reserved.ts";
import { ownerLeaked } from "./faults/owner-leaked.ts";
import { pageHeaderAlways1 } from "./faults/page-header-always-1.ts";
import { pageHeaderCountsFrom0 } from "./faults/page-header-counts-from-0.ts";
import { pageOneRowShort } from "./faults/page-one-row-short.ts";
import { pageRepeatsLastRow } from "./faults/page-repeats-last-row.ts";
import { pagesByTen } from "./faults/pages-by-ten.ts";
import { pagesOneTooManyAtMultiples } from "./faults/pages-one-too-many-at-multiples.ts";
import { pagesRoundedDown } from "./faults/pages-rounded-down.ts";
import { parallelCallersMixedUp } from "./faults/parallel-callers-mixed-up.ts";
import { parallelCreatesMixedUp } from "./faults/parallel-creates-mixed-up.ts";
import { parallelCreatesShareAnId } from "./faults/parallel-creates-share-an-id.ts";
import { parallelListsMixedUp } from "./faults/parallel-lists-mixed-up.ts";
import { parallelReadsMixedUp } from "./faults/parallel-reads-mixed-up.ts";
import { patchAcceptsBlankName } from "./faults/patch-accepts-blank-name.ts";
import { patchIgnoresBlankStatus } from "./faults/patch-ignores-blank-status.ts";
import { patchOnDeletedAnswers200 } from "./faults/patch-on-deleted-answers-200.ts";
import { perPage100Refused } from "./faults/per-page-100-refused.ts";
import { perPageAbove100Honoured } from "./faults/per-page-above-100-honoured.ts";
import { perPageClampedTo100 } from "./faults/per-page-clamped-to-100.ts";
import { perPageIgnored } from "./faults/per-page-ignored.ts";
import { plusInEmailRefused } from "./faults/plus-in-email-refused.ts";
import { previousLinkOnFirstPage } from "./faults/previous-link-on-first-page.ts";
import { privateUserAnswers401ToAnonymous } from "./faults/private-user-answers-401-to-anonymous.ts";
import { publicEmailMayBeTaken } from "./faults/public-email-may-be-taken.ts";
import { publicEmailMayBeTakenByPut } from "./faults/public-email-may-be-taken-by-put.ts";
import { publicEmailMayBeTakenByUpdate } from "./faults/public-email-may-be-taken-by-update.ts";
import { publicUserReadInPart } from "./faults/public-user-read-in-part.ts";
import { putAcceptsBlankName } from "./faults/put-accepts-blank-name.ts";
import { putKeepsOldEmail } from "./faults/put-keeps-old-email.ts";
import { putLeavesACopy } from "./faults/put-leaves-a-copy.ts";
import { putNeedsAllFields } from "./faults/put-needs-all-fields.ts";
import { putResetsGender } from "./faults/put-resets-gender.ts";
import { putResurrectsDeleted } from "./faults/put-resurrects-deleted.ts";
import { quoteAnswers500 } from "./faults/quote-answers-500.ts";
import { rateHeadersWithoutToken } from "./faults/rate-headers-without-token.ts";
import { readIsStaleNowAndThen } from "./faults/read-is-stale-now-and-then.ts";
import { readMissesNowAndThen } from "./faults/read-misses-now-and-then.ts";
import { readShowsNeighbour } from "./faults/read-shows-neighbour.ts";
import { readsAreFree } from "./faults/reads-are-free.ts";
import { refusalsAreFree } from "./faults/refusals-are-free.ts";
import { refusedCreateIsDone } from "./faults/refused-create-is-done.ts";
import { refusedCreateReservesEmail } from "./faults/refused-create-reserves-email.ts";
import { refusedUpdateFreesEmail } from "./faults/refused-update-frees-email.ts";
import { refusedUpdateMovesEmail } from "./faults/refused-update-moves-email.ts";
import { refusedUpdateReservesEmail } from "./faults/refused-update-reserves-email.ts";
import { refusedUpdateWritesPart } from "./faults/refused-update-writes-part.ts";
import { remainingAboveLimit } from "./faults/remaining-above-limit.ts";
import { remainingCountsUp } from "./faults/remaining-counts-up.ts";
import { remainingNeverMoves } from "./faults/remaining-never-moves.ts";
import { remainingNotANumber } from "./faults/remaining-not-a-number.ts";
import { requestIdRepeats } from "./faults/request-id-repeats.ts";
import { resetHeaderMissing } from "./faults/reset-header-missing.ts";
import { resetIsAPointInTime } from "./faults/reset-is-a-point-in-time.ts";
import { resetIsTooShort } from "./faults/reset-is-too-short.ts";
import { rowSkippedBetweenPages } from "./faults/row-skipped-between-pages.ts";
import { rowTwiceOnAPage } from "./faults/row-twice-on-a-page.ts";
import { rowsIgnorePerPage } from "./faults/rows-ignore-per-page.ts";
import { secondCreateAtOnceRefused } from "./faults/second-create-at-once-refused.ts";
import { secondDeleteAnswers204 } from "./faults/second-delete-answers-204.ts";
import { secondReadIsStale } from "./faults/second-read-is-stale.ts";
import { secondUpdateIsLost } from "./faults/second-update-is-lost.ts";
import { serverErrorNowAndThen } from "./faults/server-error-now-and-then.ts";
import { shortNameFilterIgnored } from "./faults/short-name-filter-ignored.ts";
import { simulatedStatusHeaderMissing } from "./faults/simulated-status-header-missing.ts";
import { simulatedWriteIsDone } from "./faults/simulated-write-is-done.ts";
import { statusAlwaysActive } from "./faults/status-always-active.ts";
import { statusErrorForgotten } from "./faults/status-error-forgotten.ts";
import { statusFilterForFirstAccountOnly } from "./faults/status-filter-for-first-account-only.ts";
import { statusFilterIgnored } from "./faults/status-filter-ignored.ts";
import { statusFilterIgnoredBesideId } from "./faults/status-filter-ignored-beside-id.ts";
import { statusFilterIgnoredBesideName } from "./faults/status-filter-ignored-beside-name.ts";
import { statusFilterIgnoredWhenPaged } from "./faults/status-filter-ignored-when-paged.ts";
import { statusFilterMatchesPart } from "./faults/status-filter-matches-part.ts";
import { statusMissingInLists } from "./faults/status-missing-in-lists.ts";
import { statusTextNamesValues } from "./faults/status-text-names-values.ts";
import { takenTextDiffers } from "./faults/taken-text-differs.ts";
import { textIdAnswers400 } from "./faults/text-id-answers-400.ts";
import { textIdAnswers500 } from "./faults/text-id-answers-500.ts";
import { timestampsLeakedInLists } from "./faults/timestamps-leaked-in-lists.ts";
import { tokenRefusedNowAndThen } from "./faults/token-refused-now-and-then.ts";
import { tooLongTextSays255 } from "./faults/too-long-text-says-255.ts";
import { tooManyRequestsAsText } from "./faults/too-many-requests-as-text.ts";
import { tooManyRequestsWithRemaining } from "./faults/too-many-requests-with-remaining.ts";
import { tooManyRequestsWithoutHeaders } from "./faults/too-many-requests-without-headers.ts";
import { totalCountsDeleted } from "./faults/total-counts-deleted.ts";
import { totalHeaderMissing } from "./faults/total-header-missing.ts";
import { totalIgnoresFilter } from "./faults/total-ignores-filter.ts";
import { totalIsStale } from "./faults/total-is-stale.ts";
import { totalOfThisPage } from "./faults/total-of-this-page.ts";
import { totalOffByOne } from "./faults/total-off-by-one.ts";
import { totalWithDecimals } from "./faults/total-with-decimals.ts";
import { trailingCommaInLists } from "./faults/trailing-comma-in-lists.ts";
import { unauthorizedTextsSwapped } from "./faults/unauthorized-texts-swapped.ts";
import { uniquenessHidesOtherErrors } from "./faults/uniqueness-hides-other-errors.ts";
import { unknownFieldRefused } from "./faults/unknown-field-refused.ts";
import { unknownFilterValueAnswers500 } from "./faults/unknown-filter-value-answers-500.ts";
import { unknownGenderBecomesMale } from "./faults/unknown-gender-becomes-male.ts";
import { unknownStatusBecomesInactive } from "./faults/unknown-status-becomes-inactive.ts";
import { unknownStatusFilterShowsAll } from "./faults/unknown-status-filter-shows-all.ts";
import { unknownTokenAnswers403 } from "./faults/unknown-token-answers-403.ts";
import { unknownTokenReadsAsAnonymous } from "./faults/unknown-token-reads-as-anonymous.ts";
import { updateAcceptsAnyStatus } from "./faults/update-accepts-any-status.ts";
import { updateAcceptsMalformedEmail } from "./faults/update-accepts-malformed-email.ts";
import { updateAcceptsOverlongEmail } from "./faults/update-accepts-overlong-email.ts";
import { updateIsNotKept } from "./faults/update-is-not-kept.ts";
import { updateLostNowAndThen } from "./faults/update-lost-now-and-then.ts";
import { updateMayTakeAnEmail } from "./faults/update-may-take-an-email.ts";
import { updateOfStatusIgnored } from "./faults/update-of-status-ignored.ts";
import { updateOfTwoFieldsHalfKept } from "./faults/update-of-two-fields-half-kept.ts";
import { updateRenamesNeighbour } from "./faults/update-renames-neighbour.ts";
import { updateResetsUnnamedFields } from "./faults/update-resets-unnamed-fields.ts";
import { updateShowsAnotherId } from "./faults/update-shows-another-id.ts";
import { updateShowsNullGender } from "./faults/update-shows-null-gender.ts";
import { updateShowsOldValues } from "./faults/update-shows-old-values.ts";
import { updateTouchesSameName } from "./faults/update-touches-same-name.ts";
import { updatedUserLeavesLists } from "./faults/updated-user-leaves-lists.ts";
import { userCachedAcrossTokens } from "./faults/user-cached-across-tokens.ts";
import { userInList } from "./faults/user-in-list.ts";
import { userLabelledAsText } from "./faults/user-labelled-as-text.ts";
import { writesAcceptAnyToken } from "./faults/writes-accept-any-token.ts";
import type { WireFault } from "./wire-fault.ts";

export type Fault = WireFault | BehaviourFault;

/** Every way to be wrong, one file of `faults/` each; by class in the order S, Q, H, V, T, R, C. */
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
  listInEnvelope,
  userInList,
  createAnswers200,
  beyondTheEndAnswers404,
  userLabelledAsText,
  labelledLatin1,
  jsonCutNowAndThen,
  trailingCommaInLists,
  deleteAnnouncesJson,
  deleteAnnouncesALength,
  etagIgnoresStatus,
  etagByLength,
  notModifiedForAnyEtag,
  answersAreCacheable,
  requestIdRepeats,
  simulatedStatusHeaderMissing,
  forceStatusIgnored,
  createdUserHasNoId,
  timestampsLeakedInLists,
  updateShowsNullGender,
  messageUnderError,
  totalWithDecimals,
  nextLinkMissing,
  quoteAnswers500,
  textIdAnswers500,
  hugeIdAnswers500,
  unknownFilterValueAnswers500,
  emptyBodyAnswers500,
  nullAnswers500,
  arrayBodyAnswers500,
  farPageAnswers500,
  serverErrorNowAndThen,
  unknownGenderBecomesMale,
  malformedEmailAccepted,
  onlyFirstError,
  errorBlamesWrongField,
  perPageIgnored,
  perPageAbove100Honoured,
  genderFilterLeaks,
  beyondTheEndRepeatsLastPage,
  textIdAnswers400,
  nameMayBeBlank,
  nameMayHave201Characters,
  nameOf200Refused,
  nameLengthInBytes,
  nameOfOneRefused,
  blankStatusBecomesActive,
  unknownStatusBecomesInactive,
  updateAcceptsAnyStatus,
  updateAcceptsMalformedEmail,
  putAcceptsBlankName,
  patchAcceptsBlankName,
  patchIgnoresBlankStatus,
  genderTextCorrected,
  takenTextDiffers,
  tooLongTextSays255,
  statusTextNamesValues,
  errorsInFieldOrder,
  malformedEmailListedFirst,
  genderErrorInTwoItems,
  statusErrorForgotten,
  uniquenessHidesOtherErrors,
  putNeedsAllFields,
  emptyPatchRefused,
  ownEmailIsTaken,
  emailCaseChangeRefused,
  plusInEmailRefused,
  emailOver100Refused,
  capitalsInGenderRefused,
  capitalsInStatusRefusedOnUpdate,
  unknownFieldRefused,
  statusAlwaysActive,
  innerBlanksCollapsed,
  markupEscaped,
  markupRemoved,
  nameRecomposed,
  astralCharactersLost,
  nameInTitleCase,
  emailLowerCased,
  nameCutAt100,
  emailFilterMatchesBeginning,
  nameFilterMindsCase,
  filtersCombineByOr,
  statusFilterIgnored,
  idFilterIgnored,
  onlyFirstFilterApplies,
  statusFilterMatchesPart,
  defaultPageSize20,
  perPageClampedTo100,
  perPage100Refused,
  emailMayHave201Characters,
  updateAcceptsOverlongEmail,
  idFilterMatchesBeginning,
  shortNameFilterIgnored,
  emailFilterIgnoresDomain,
  unknownStatusFilterShowsAll,
  finalDotLost,
  emailDomainLowerCased,
  filtersLeaveOutPublicUsers,
  idsAtRandom,
  filtersSearchTheNewest,
  statusFilterIgnoredWhenPaged,
  statusFilterIgnoredBesideName,
  statusFilterIgnoredBesideId,
  largePagesOverlap,
  totalOffByOne,
  pagesRoundedDown,
  pageHeaderAlways1,
  totalIgnoresFilter,
  pageRepeatsLastRow,
  rowSkippedBetweenPages,
  nextLinkOnLastPage,
  orderChangesBetweenReads,
  totalIsStale,
  pageOneRowShort,
  rowsIgnorePerPage,
  fullLastPageIsEmpty,
  rowTwiceOnAPage,
  oldestFirst,
  orderedByName,
  orderedByLastChange,
  filteredPagesStartOver,
  pagesOneTooManyAtMultiples,
  pagesByTen,
  previousLinkOnFirstPage,
  nextLinkSkipsAPage,
  nextLinkMissingBeforeLastPage,
  currentLinkAlwaysPage1,
  totalOfThisPage,
  totalCountsDeleted,
  limitHeaderAlways10,
  pageHeaderCountsFrom0,
  locationNamesAnother,
  publicUserReadInPart,
  deepPagesAreEmpty,
  lastPageStartsEarly,
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
  readShowsNeighbour,
  updateShowsAnotherId,
  updateShowsOldValues,
  updateOfStatusIgnored,
  putKeepsOldEmail,
  updateOfTwoFieldsHalfKept,
  putResetsGender,
  emptyUpdateResetsStatus,
  secondUpdateIsLost,
  updateLostNowAndThen,
  readIsStaleNowAndThen,
  secondReadIsStale,
  listsShowValuesAsCreated,
  emailsMaskedInLists,
  filtersSeeValuesAsCreated,
  filteredListLagsOneCreate,
  listRememberedForThreeReads,
  updatedUserLeavesLists,
  createdUserVanishes,
  readMissesNowAndThen,
  deleteTakesNeighbourAlong,
  deleteIsLate,
  deleteFailsNowAndThen,
  patchOnDeletedAnswers200,
  changedEmailStaysReserved,
  changedEmailIsNotReserved,
  refusedCreateReservesEmail,
  refusedCreateIsDone,
  simulatedWriteIsDone,
  refusedUpdateMovesEmail,
  idIsGivenTwice,
  createOverwrites,
  putLeavesACopy,
  updateTouchesSameName,
  createTouchesNewest,
  duplicateEmailNowAndThen,
  publicEmailMayBeTaken,
  deletedUserFoundById,
  deletedUserFoundByName,
  refusedUpdateFreesEmail,
  refusedUpdateReservesEmail,
  publicEmailMayBeTakenByUpdate,
  longEmailIsNotUnique,
  emailCaseChangeIsLost,
  emailOver100IsNotUnique,
  ownFormerEmailStaysReserved,
  publicEmailMayBeTakenByPut,
  createNeedsNoToken,
  writesAcceptAnyToken,
  othersCanRead,
  othersCanDelete,
  listsShowOthersUsers,
  othersCanUpdate,
  anonymousCanRead,
  anonymousCanDelete,
  anonymousCanPatch,
  foreignUserAnswers403,
  privateUserAnswers401ToAnonymous,
  unknownTokenReadsAsAnonymous,
  unknownTokenAnswers403,
  missingIdBeforeUnknownToken,
  unauthorizedTextsSwapped,
  notFoundTextDiffers,
  createdForAnotherAccount,
  createdUserIsPublic,
  lastTokenRemembered,
  userCachedAcrossTokens,
  listCachedAcrossTokens,
  anonymousListsShowPrivate,
  tokenRefusedNowAndThen,
  rateHeadersWithoutToken,
  longerTokenAccepted,
  caseOfTokenIgnored,
  othersEmptyUpdateAnswers200,
  anonymousTotalCountsPrivate,
  statusFilterForFirstAccountOnly,
  remainingNeverMoves,
  callsCostTwo,
  limitNotEnforced,
  tooManyRequestsWithoutHeaders,
  refusalsAreFree,
  oneBudgetForAll,
  limitedWriteIsDone,
  noRateHeadersOn404,
  noRateHeadersOnDelete,
  noRateHeadersOn422,
  resetHeaderMissing,
  limitHeaderDrifts,
  remainingAboveLimit,
  remainingCountsUp,
  readsAreFree,
  limitEnforcedLate,
  oneRefusalInTen,
  tooManyRequestsAsText,
  tooManyRequestsWithRemaining,
  limitedBy503,
  resetIsTooShort,
  resetIsAPointInTime,
  limitedDeleteIsDone,
  createRace,
  lostUpdateRace,
  deleteRace,
  limiterRace,
  parallelReadsMixedUp,
  parallelCallersMixedUp,
  parallelCreatesShareAnId,
  emailUpdateRace,
  secondCreateAtOnceRefused,
  parallelCreatesMixedUp,
  parallelListsMixedUp,
];

export const findFault = (id: string): Fault | undefined => faults.find((fault) => fault.id === id);
