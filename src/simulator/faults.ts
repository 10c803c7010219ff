import type { Fault } from "./fault.ts";
import { budgetFaults } from "./faults/budgets.ts";
import { concurrencyFaults } from "./faults/concurrency.ts";
import { crashFaults } from "./faults/crashes.ts";
import { createFaults } from "./faults/create.ts";
import { deleteFaults } from "./faults/delete.ts";
import { emailUniquenessFaults } from "./faults/email-uniqueness.ts";
import { filterFaults } from "./faults/filters.ts";
import { headerProfileFaults } from "./faults/header-profile.ts";
import { headerFaults } from "./faults/headers.ts";
import { inputFaults } from "./faults/inputs.ts";
import { linkFaults } from "./faults/links.ts";
import { manyRecordsFaults } from "./faults/many-records.ts";
import { paginationFaults } from "./faults/pagination.ts";
import { paginationHeaderFaults } from "./faults/pagination-headers.ts";
import { parentFaults } from "./faults/parents.ts";
import { priceFaults } from "./faults/prices.ts";
import { rateHeaderFaults } from "./faults/rate-headers.ts";
import { rateLimitFaults } from "./faults/rate-limit.ts";
import { readFaults } from "./faults/read.ts";
import { reportedCacheFaults } from "./faults/reported-caches.ts";
import { reportedFilterFaults } from "./faults/reported-filters.ts";
import { reportedHttpFaults } from "./faults/reported-http.ts";
import { reportedPageFaults } from "./faults/reported-pages.ts";
import { reportedValueFaults } from "./faults/reported-values.ts";
import { representationFaults } from "./faults/representation.ts";
import { roadFaults } from "./faults/roads.ts";
import { statusFaults } from "./faults/statuses.ts";
import { storedValueFaults } from "./faults/stored-values.ts";
import { switchFaults } from "./faults/switches.ts";
import { tokenFaults } from "./faults/tokens.ts";
import { updateFaults } from "./faults/update.ts";
import { validationErrorFaults } from "./faults/validation-errors.ts";
import { laxValidationFaults } from "./faults/validation-lax.ts";
import { strictValidationFaults } from "./faults/validation-strict.ts";
import { visibilityFaults } from "./faults/visibility.ts";

/** Every way to be wrong, by area: one file of `faults/` each. */
export const faults: readonly Fault[] = [
  ...budgetFaults,
  ...concurrencyFaults,
  ...crashFaults,
  ...createFaults,
  ...deleteFaults,
  ...emailUniquenessFaults,
  ...filterFaults,
  ...headerFaults,
  ...headerProfileFaults,
  ...inputFaults,
  ...linkFaults,
  ...manyRecordsFaults,
  ...paginationHeaderFaults,
  ...paginationFaults,
  ...parentFaults,
  ...priceFaults,
  ...rateHeaderFaults,
  ...rateLimitFaults,
  ...readFaults,
  ...reportedCacheFaults,
  ...reportedFilterFaults,
  ...reportedHttpFaults,
  ...reportedPageFaults,
  ...reportedValueFaults,
  ...representationFaults,
  ...roadFaults,
  ...statusFaults,
  ...storedValueFaults,
  ...switchFaults,
  ...tokenFaults,
  ...updateFaults,
  ...validationErrorFaults,
  ...laxValidationFaults,
  ...strictValidationFaults,
  ...visibilityFaults,
];

export const findFault = (id: string): Fault | undefined => faults.find((fault) => fault.id === id);
