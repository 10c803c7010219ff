import type { ResourceName } from "./document.ts";

/** How one field of a resource behaves: what generators draw from, the model predicts with, and rules quote. */
interface FieldFacts {
  /** Texts of the 422 item for this field. `format` only where a value can have a wrong shape. */
  readonly messages: {
    /** Absent: a blank value is fine. */
    readonly blank?: string;
    readonly tooLong?: string;
    readonly format?: string;
    readonly taken?: string;
  };
  /** Longest value in characters (code points). */
  readonly maxLength?: number;
  /** Allowed values, in lower case; input may come in any case and is stored in lower case. */
  readonly values?: readonly string[];
  /** How a list filter of this name matches; absent: unknown. */
  readonly filter?: "substring, any case" | "exact, any case";
}

/** A field that may not be blank. */
export interface RequiredField extends FieldFacts {
  readonly messages: FieldFacts["messages"] & { readonly blank: string };
}

/** What a record lies below. */
export interface Parent<Field extends string = string> {
  readonly resource: ResourceName;
  /** The field that holds its id. */
  readonly field: Field;
  /** The field that a 422 names where it does not exist. */
  readonly error: string;
}

/** A resource of the API, described once for the model, the generators and the rules. */
export interface Resource<Item, Field extends string> {
  readonly idField: keyof Item & string;
  /** Fields a caller may set. */
  readonly fields: Readonly<Record<Field, FieldFacts>>;
  /**
   * The order 422 lists blank and out-of-range fields in; format and uniqueness come after all of these. Absent:
   * unknown.
   */
  readonly presenceOrder?: readonly Field[];
  readonly parent?: Parent<keyof Item & string>;
}
