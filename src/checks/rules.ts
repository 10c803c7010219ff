import type { Rule } from "./rule.ts";
import { anonymousCreateAnswers401 } from "./rules/anonymous-create-answers-401.ts";
import { answersKeepTheGrammar } from "./rules/answers-keep-the-grammar.ts";
import { beyondTheEndIsEmpty } from "./rules/beyond-the-end-is-empty.ts";
import { bodySchema } from "./rules/body-schema.ts";
import { browsersMayRead } from "./rules/browsers-may-read.ts";
import { budgetPerToken } from "./rules/budget-per-token.ts";
import { childNamesItsParent } from "./rules/child-names-its-parent.ts";
import { childrenGoWithTheirParent } from "./rules/children-go-with-their-parent.ts";
import { createEchoesInput } from "./rules/create-echoes-input.ts";
import { delayIsKept } from "./rules/delay-is-kept.ts";
import { deleteAnswers204 } from "./rules/delete-answers-204.ts";
import { deletedFreesEmail } from "./rules/deleted-frees-email.ts";
import { deletedIsGone } from "./rules/deleted-is-gone.ts";
import { deletedLeavesLists } from "./rules/deleted-leaves-lists.ts";
import { documentedStatus } from "./rules/documented-status.ts";
import { emailLengthIsLimited } from "./rules/email-length-is-limited.ts";
import { emailUniqueOnCreate } from "./rules/email-unique-on-create.ts";
import { emailUniqueOnUpdate } from "./rules/email-unique-on-update.ts";
import { emailsLinearizable } from "./rules/emails-linearizable.ts";
import { emptyWhenNoContent } from "./rules/empty-when-no-content.ts";
import { errorOrder } from "./rules/error-order.ts";
import { errorTexts } from "./rules/error-texts.ts";
import { errorsNameTheBrokenFields } from "./rules/errors-name-the-broken-fields.ts";
import { etagFollowsContent } from "./rules/etag-follows-content.ts";
import { filterMatchesEveryItem } from "./rules/filter-matches-every-item.ts";
import { forceStatusIsHonoured } from "./rules/force-status-is-honoured.ts";
import { formBodiesAreRead } from "./rules/form-bodies-are-read.ts";
import { gendersAddUp } from "./rules/genders-add-up.ts";
import { headerForms } from "./rules/header-forms.ts";
import { headerProfile } from "./rules/header-profile.ts";
import { headerTypes } from "./rules/header-types.ts";
import { idsAreNew } from "./rules/ids-are-new.ts";
import { idsGrow } from "./rules/ids-grow.ts";
import { invalidInputIsRefused } from "./rules/invalid-input-is-refused.ts";
import { invalidTokenAnswers401 } from "./rules/invalid-token-answers-401.ts";
import { limitHeaderIsPageSize } from "./rules/limit-header-is-page-size.ts";
import { limitIsConstant } from "./rules/limit-is-constant.ts";
import { limitIsEnforced } from "./rules/limit-is-enforced.ts";
import { limitedWriteChangesNothing } from "./rules/limited-write-changes-nothing.ts";
import { linksFollowPages } from "./rules/links-follow-pages.ts";
import { listShowsCurrentValues } from "./rules/list-shows-current-values.ts";
import { listShowsOwnRecords } from "./rules/list-shows-own-records.ts";
import { listsCountPublicUsers } from "./rules/lists-count-public-users.ts";
import { listsHidePrivateUsers } from "./rules/lists-hide-private-users.ts";
import { locationNamesTheUser } from "./rules/location-names-the-user.ts";
import { mediaType } from "./rules/media-type.ts";
import { missingParentIsRefused } from "./rules/missing-parent-is-refused.ts";
import { negativePagesAreDefaults } from "./rules/negative-pages-are-defaults.ts";
import { newestFirst } from "./rules/newest-first.ts";
import { nextPageGoesOn } from "./rules/next-page-goes-on.ts";
import { noContentHasNoType } from "./rules/no-content-has-no-type.ts";
import { noOtherRoadLeadsIn } from "./rules/no-other-road-leads-in.ts";
import { noServerError } from "./rules/no-server-error.ts";
import { notFoundText } from "./rules/not-found-text.ts";
import { notModifiedOnlyWhenCurrent } from "./rules/not-modified-only-when-current.ts";
import { oneDeleteWins } from "./rules/one-delete-wins.ts";
import { onlyListsHavePages } from "./rules/only-lists-have-pages.ts";
import { otherForcedValuesAreIgnored } from "./rules/other-forced-values-are-ignored.ts";
import { otherRoadsAnswerAlike } from "./rules/other-roads-answer-alike.ts";
import { ownEmailIsNotTaken } from "./rules/own-email-is-not-taken.ts";
import { pageHasNoDuplicates } from "./rules/page-has-no-duplicates.ts";
import { pageHeaderIsPageAsked } from "./rules/page-header-is-page-asked.ts";
import { pageHoldsLimit } from "./rules/page-holds-limit.ts";
import { pagesIsTotalOverLimit } from "./rules/pages-is-total-over-limit.ts";
import { pagesSkipNobody } from "./rules/pages-skip-nobody.ts";
import { privateAnswersNotCacheable } from "./rules/private-answers-not-cacheable.ts";
import { privateUserHiddenFromAnonymous } from "./rules/private-user-hidden-from-anonymous.ts";
import { privateUserHiddenFromOthers } from "./rules/private-user-hidden-from-others.ts";
import { publicEmailsAreTaken } from "./rules/public-emails-are-taken.ts";
import { publicUsersReadAsListed } from "./rules/public-users-read-as-listed.ts";
import { rateHeadersOnToken } from "./rules/rate-headers-on-token.ts";
import { readAnswersTheIdAsked } from "./rules/read-answers-the-id-asked.ts";
import { readShowsLastWrite } from "./rules/read-shows-last-write.ts";
import { recordsLinearizable } from "./rules/records-linearizable.ts";
import { recordsStay } from "./rules/records-stay.ts";
import { refusalsCostToo } from "./rules/refusals-cost-too.ts";
import { refusedWriteChangesNothing } from "./rules/refused-write-changes-nothing.ts";
import { remainingFallsWithUse } from "./rules/remaining-falls-with-use.ts";
import { remainingWithinLimit } from "./rules/remaining-within-limit.ts";
import { requestIdUnique } from "./rules/request-id-unique.ts";
import { requiredHeaders } from "./rules/required-headers.ts";
import { resetIsTruthful } from "./rules/reset-is-truthful.ts";
import { retryAfterIsAWait } from "./rules/retry-after-is-a-wait.ts";
import { simulatedAnswersSaySo } from "./rules/simulated-answers-say-so.ts";
import { tooManyRequestsShape } from "./rules/too-many-requests-shape.ts";
import { totalCountsMatches } from "./rules/total-counts-matches.ts";
import { unauthorizedHasNoBudget } from "./rules/unauthorized-has-no-budget.ts";
import { unauthorizedTexts } from "./rules/unauthorized-texts.ts";
import { unknownIdAnswers404 } from "./rules/unknown-id-answers-404.ts";
import { unknownPathsAnswer404 } from "./rules/unknown-paths-answer-404.ts";
import { updateEchoesNamedFields } from "./rules/update-echoes-named-fields.ts";
import { updateKeepsTheId } from "./rules/update-keeps-the-id.ts";
import { updateKeepsUnnamedFields } from "./rules/update-keeps-unnamed-fields.ts";
import { urlsShareOneBase } from "./rules/urls-share-one-base.ts";
import { validCreateIsAccepted } from "./rules/valid-create-is-accepted.ts";
import { validTokenIsAccepted } from "./rules/valid-token-is-accepted.ts";
import { validUpdateIsAccepted } from "./rules/valid-update-is-accepted.ts";
import { walkYieldsEachOnce } from "./rules/walk-yields-each-once.ts";
import { wellFormedJson } from "./rules/well-formed-json.ts";
import { writesTouchOneRecord } from "./rules/writes-touch-one-record.ts";

/** Every rule, in the order reports show them. */
export const rules = [
  documentedStatus,
  noServerError,
  mediaType,
  bodySchema,
  wellFormedJson,
  answersKeepTheGrammar,
  headerTypes,
  headerProfile,
  headerForms,
  urlsShareOneBase,
  requiredHeaders,
  emptyWhenNoContent,
  noContentHasNoType,
  etagFollowsContent,
  notModifiedOnlyWhenCurrent,
  privateAnswersNotCacheable,
  requestIdUnique,
  simulatedAnswersSaySo,
  forceStatusIsHonoured,
  otherForcedValuesAreIgnored,
  delayIsKept,
  browsersMayRead,
  createEchoesInput,
  idsAreNew,
  idsGrow,
  locationNamesTheUser,
  validCreateIsAccepted,
  readAnswersTheIdAsked,
  publicUsersReadAsListed,
  readShowsLastWrite,
  recordsStay,
  unknownIdAnswers404,
  unknownPathsAnswer404,
  otherRoadsAnswerAlike,
  updateEchoesNamedFields,
  updateKeepsTheId,
  updateKeepsUnnamedFields,
  validUpdateIsAccepted,
  formBodiesAreRead,
  writesTouchOneRecord,
  deleteAnswers204,
  deletedFreesEmail,
  deletedIsGone,
  deletedLeavesLists,
  emailLengthIsLimited,
  emailUniqueOnCreate,
  emailUniqueOnUpdate,
  errorOrder,
  errorTexts,
  errorsNameTheBrokenFields,
  invalidInputIsRefused,
  ownEmailIsNotTaken,
  publicEmailsAreTaken,
  refusedWriteChangesNothing,
  validTokenIsAccepted,
  pageHoldsLimit,
  limitHeaderIsPageSize,
  pagesIsTotalOverLimit,
  pageHeaderIsPageAsked,
  linksFollowPages,
  onlyListsHavePages,
  negativePagesAreDefaults,
  beyondTheEndIsEmpty,
  newestFirst,
  pageHasNoDuplicates,
  filterMatchesEveryItem,
  listShowsOwnRecords,
  listShowsCurrentValues,
  totalCountsMatches,
  gendersAddUp,
  walkYieldsEachOnce,
  nextPageGoesOn,
  pagesSkipNobody,
  invalidTokenAnswers401,
  anonymousCreateAnswers401,
  privateUserHiddenFromAnonymous,
  privateUserHiddenFromOthers,
  listsHidePrivateUsers,
  noOtherRoadLeadsIn,
  listsCountPublicUsers,
  unauthorizedTexts,
  notFoundText,
  unauthorizedHasNoBudget,
  rateHeadersOnToken,
  limitIsConstant,
  remainingWithinLimit,
  remainingFallsWithUse,
  refusalsCostToo,
  limitIsEnforced,
  tooManyRequestsShape,
  resetIsTruthful,
  retryAfterIsAWait,
  limitedWriteChangesNothing,
  budgetPerToken,
  recordsLinearizable,
  emailsLinearizable,
  oneDeleteWins,
  childNamesItsParent,
  childrenGoWithTheirParent,
  missingParentIsRefused,
] as const satisfies readonly Rule[];
