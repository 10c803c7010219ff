import { operationsThat } from "../contract/document.ts";

/** Lists of every resource, below a parent or not. */
export const listOperations = operationsThat(({ action }) => action === "list");
export const createOperations = operationsThat(({ action }) => action === "create");
export const readOperations = operationsThat(({ action }) => action === "get");
/** What names one record by its id. */
export const recordOperations = operationsThat(({ action }) => action !== "list" && action !== "create");
/** What shows content that has an ETag of its own. */
export const contentOperations = operationsThat(({ action }) => action !== "create" && action !== "delete");
/** Lists and creates below a parent. */
export const belowOperations = operationsThat(({ below }) => below !== undefined);
