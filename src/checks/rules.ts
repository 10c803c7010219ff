import type { Rule } from "./rule.ts";
import { answersKeepTheGrammar } from "./rules/answers-keep-the-grammar.ts";
import { budgetPerToken } from "./rules/budget-per-token.ts";
import { etagFollowsContent, notModifiedOnlyWhenCurrent, privateAnswersNotCacheable } from "./rules/caching.ts";
import {
  bodySchema,
  documentedStatus,
  emptyWhenNoContent,
  mediaType,
  noContentHasNoType,
  noServerError,
  wellFormedJson,
} from "./rules/content.ts";
import { createEchoesInput, idsAreNew, idsGrow, locationNamesTheUser, validCreateIsAccepted } from "./rules/create.ts";
import { deleteAnswers204, deletedFreesEmail, deletedIsGone, deletedLeavesLists } from "./rules/delete.ts";
import { emailsLinearizable } from "./rules/emails-linearizable.ts";
import {
  browsersMayRead,
  headerForms,
  headerProfile,
  headerTypes,
  requestIdUnique,
  requiredHeaders,
} from "./rules/headers.ts";
import { limitIsEnforced } from "./rules/limit-is-enforced.ts";
import { limitedWriteChangesNothing } from "./rules/limited-write-changes-nothing.ts";
import {
  filterMatchesEveryItem,
  gendersAddUp,
  listShowsCurrentValues,
  listShowsOwnRecords,
  newestFirst,
  totalCountsMatches,
} from "./rules/lists.ts";
import { oneDeleteWins } from "./rules/one-delete-wins.ts";
import {
  beyondTheEndIsEmpty,
  limitHeaderIsPageSize,
  linksFollowPages,
  negativePagesAreDefaults,
  onlyListsHavePages,
  pageHasNoDuplicates,
  pageHeaderIsPageAsked,
  pageHoldsLimit,
  pagesIsTotalOverLimit,
} from "./rules/pages.ts";
import { childNamesItsParent, childrenGoWithTheirParent, missingParentIsRefused } from "./rules/parents.ts";
import {
  listsCountPublicUsers,
  listsHidePrivateUsers,
  privateUserHiddenFromAnonymous,
  privateUserHiddenFromOthers,
} from "./rules/private-users.ts";
import {
  limitIsConstant,
  rateHeadersOnToken,
  refusalsCostToo,
  remainingWithinLimit,
  tooManyRequestsShape,
} from "./rules/rate-headers.ts";
import {
  publicUsersReadAsListed,
  readAnswersTheIdAsked,
  readShowsLastWrite,
  recordsStay,
  unknownIdAnswers404,
} from "./rules/read.ts";
import { recordsLinearizable } from "./rules/records-linearizable.ts";
import { remainingFallsWithUse } from "./rules/remaining-falls-with-use.ts";
import { resetIsTruthful } from "./rules/reset-is-truthful.ts";
import { retryAfterIsAWait } from "./rules/retry-after-is-a-wait.ts";
import {
  missingMethodsAreRefused,
  noOtherRoadLeadsIn,
  otherRoadsAnswerAlike,
  unknownPathsAnswer404,
} from "./rules/roads.ts";
import {
  delayIsKept,
  forceStatusIsHonoured,
  otherForcedValuesAreIgnored,
  simulatedAnswersSaySo,
} from "./rules/switches.ts";
import {
  anonymousCreateAnswers401,
  guestsAreAnswered,
  invalidTokenAnswers401,
  notFoundText,
  unauthorizedHasNoBudget,
  unauthorizedTexts,
  validTokenIsAccepted,
} from "./rules/tokens.ts";
import {
  formBodiesAreRead,
  updateEchoesNamedFields,
  updateKeepsTheId,
  updateKeepsUnnamedFields,
  validUpdateIsAccepted,
  writesTouchOneRecord,
} from "./rules/update.ts";
import { urlsShareOneBase } from "./rules/urls-share-one-base.ts";
import {
  emailLengthIsLimited,
  emailUniqueOnCreate,
  emailUniqueOnUpdate,
  errorOrder,
  errorsNameTheBrokenFields,
  errorTexts,
  invalidInputIsRefused,
  ownEmailIsNotTaken,
  publicEmailsAreTaken,
  refusedWriteChangesNothing,
} from "./rules/validation.ts";
import { nextPageGoesOn, pagesSkipNobody, walkYieldsEachOnce } from "./rules/walks.ts";
import { xmlSaysTheSame, xmlShowsTheUser } from "./rules/xml-says-the-same.ts";

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
  missingMethodsAreRefused,
  otherRoadsAnswerAlike,
  xmlSaysTheSame,
  xmlShowsTheUser,
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
  guestsAreAnswered,
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
