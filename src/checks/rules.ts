import type { Rule } from "./rule.ts";
import { createEchoesInput } from "./rules/create-echoes-input.ts";
import { deleteAnswers204 } from "./rules/delete-answers-204.ts";
import { deletedFreesEmail } from "./rules/deleted-frees-email.ts";
import { deletedIsGone } from "./rules/deleted-is-gone.ts";
import { deletedLeavesLists } from "./rules/deleted-leaves-lists.ts";
import { emailLengthIsLimited } from "./rules/email-length-is-limited.ts";
import { emailUniqueOnCreate } from "./rules/email-unique-on-create.ts";
import { emailUniqueOnUpdate } from "./rules/email-unique-on-update.ts";
import { errorOrder } from "./rules/error-order.ts";
import { errorTexts } from "./rules/error-texts.ts";
import { errorsNameTheBrokenFields } from "./rules/errors-name-the-broken-fields.ts";
import { idsAreNew } from "./rules/ids-are-new.ts";
import { invalidInputIsRefused } from "./rules/invalid-input-is-refused.ts";
import { locationNamesTheUser } from "./rules/location-names-the-user.ts";
import { ownEmailIsNotTaken } from "./rules/own-email-is-not-taken.ts";
import { readAnswersTheIdAsked } from "./rules/read-answers-the-id-asked.ts";
import { readShowsLastWrite } from "./rules/read-shows-last-write.ts";
import { recordsStay } from "./rules/records-stay.ts";
import { refusedWriteChangesNothing } from "./rules/refused-write-changes-nothing.ts";
import { unknownIdAnswers404 } from "./rules/unknown-id-answers-404.ts";
import { updateEchoesNamedFields } from "./rules/update-echoes-named-fields.ts";
import { updateKeepsTheId } from "./rules/update-keeps-the-id.ts";
import { updateKeepsUnnamedFields } from "./rules/update-keeps-unnamed-fields.ts";
import { validCreateIsAccepted } from "./rules/valid-create-is-accepted.ts";
import { validTokenIsAccepted } from "./rules/valid-token-is-accepted.ts";
import { validUpdateIsAccepted } from "./rules/valid-update-is-accepted.ts";
import { writesTouchOneRecord } from "./rules/writes-touch-one-record.ts";

/** Every rule, in the order reports show them. */
export const rules = [
  createEchoesInput,
  idsAreNew,
  locationNamesTheUser,
  validCreateIsAccepted,
  readAnswersTheIdAsked,
  readShowsLastWrite,
  recordsStay,
  unknownIdAnswers404,
  updateEchoesNamedFields,
  updateKeepsTheId,
  updateKeepsUnnamedFields,
  validUpdateIsAccepted,
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
  refusedWriteChangesNothing,
  validTokenIsAccepted,
] as const satisfies readonly Rule[];

/** The ids of all rules, as literal types. */
export type RuleId = (typeof rules)[number]["id"];
