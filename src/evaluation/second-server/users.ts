// What the second server knows: people, who may see them, and what a person's fields must be. Written from docs/facts.md alone.
type Field = "name" | "email" | "gender" | "status";
export type User = { id: number; name: string; email: string; gender: string; status: string };
export type FieldError = { field: string; message: string };
export type Row = { user: User; owner: string | null };
export type Fields = Partial<Record<Field, string>>;

const FIRST_ID = 8_481_864;
const LONGEST = 200;
const TOO_LONG = "is too long (maximum is 200 characters)";
const GIVEN_NAMES = [
  "Asha",
  "Bela",
  "Chandra",
  "Devi",
  "Esha",
  "Girish",
  "Hema",
  "Indra",
  "Jaya",
  "Kiran",
  "Lalita",
  "Mohan",
];
const FAMILY_NAMES = [
  "Acharya",
  "Banerjee",
  "Dutta",
  "Gowda",
  "Iyer",
  "Joshi",
  "Khanna",
  "Menon",
  "Nair",
  "Pillai",
  "Rao",
];

let rows: Row[] = [];
let lastId = FIRST_ID;

/** Drops all records and makes the public ones anew. */
export function seed(publicUsers: number): void {
  rows = [];
  lastId = FIRST_ID;
  for (let number = 0; number < publicUsers; number += 1) {
    const given = GIVEN_NAMES[number % GIVEN_NAMES.length] ?? "";
    const family = FAMILY_NAMES[number % FAMILY_NAMES.length] ?? "";
    lastId = lastId + 1 + (number % 3);
    rows.push({
      user: {
        id: lastId,
        name: `${given} ${family}`,
        email: `${given}_${family}_${number}@example.test`.toLowerCase(),
        gender: number % 2 === 0 ? "male" : "female",
        status: number % 5 < 3 ? "active" : "inactive",
      },
      owner: null,
    });
  }
}

function isVisible(row: Row, account: string | null): boolean {
  if (row.owner === null) {
    return true;
  }
  return row.owner === account;
}

export function find(idText: string, account: string | null): Row | undefined {
  if (!/^[0-9]{1,15}$/.test(idText)) {
    return undefined;
  }
  const id = Number(idText);
  for (const row of rows) {
    if (row.user.id === id && isVisible(row, account)) {
      return row;
    }
  }
  return undefined;
}

export function insert(fields: Fields, owner: string): User {
  lastId = lastId + 1;
  const user = {
    id: lastId,
    name: fields.name ?? "",
    email: fields.email ?? "",
    gender: fields.gender ?? "",
    status: fields.status ?? "",
  };
  rows.push({ user: user, owner: owner });
  return user;
}

/** Changes what is named, and gives the user back with the changed fields first. */
export function update(row: Row, fields: Fields): User {
  const shown: Partial<User> = {};
  const user = row.user;
  if (fields.email !== undefined) {
    user.email = fields.email;
    shown.email = user.email;
  }
  if (fields.name !== undefined) {
    user.name = fields.name;
    shown.name = user.name;
  }
  if (fields.gender !== undefined) {
    user.gender = fields.gender;
    shown.gender = user.gender;
  }
  if (fields.status !== undefined) {
    user.status = fields.status;
    shown.status = user.status;
  }
  return Object.assign(shown, { ...user, ...shown });
}

export function remove(row: Row): void {
  const place = rows.indexOf(row);
  if (place >= 0) {
    rows.splice(place, 1);
  }
}

function isTaken(email: string, self: Row | undefined): boolean {
  for (const row of rows) {
    if (row !== self && row.user.email.toLowerCase() === email.toLowerCase()) {
      return true;
    }
  }
  return false;
}

/** The fields of a body as they will be stored. A field that was not sent is absent. */
export function clean(body: Record<string, unknown>): Fields {
  const fields: Fields = {};
  for (const field of ["name", "email", "gender", "status"] as const) {
    if (!Object.hasOwn(body, field)) {
      continue;
    }
    const value = body[field];
    let text = "";
    if (typeof value === "string") {
      text = value;
    } else if (typeof value === "number" || typeof value === "boolean") {
      text = String(value);
    }
    if (field === "gender" || field === "status") {
      text = text.toLowerCase();
    }
    fields[field] = text;
  }
  return fields;
}

/** All that is wrong with the fields. A create must name all four; an update is held to what it names. */
export function validate(fields: Fields, self: Row | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const isUpdate = self !== undefined;
  const email = fields.email ?? (isUpdate ? undefined : "");
  const name = fields.name ?? (isUpdate ? undefined : "");
  const gender = fields.gender ?? (isUpdate ? undefined : "");
  const status = fields.status ?? (isUpdate ? undefined : "");
  if (email !== undefined && email.trim() === "") {
    errors.push({ field: "email", message: "can't be blank" });
  }
  if (name !== undefined) {
    if (name.trim() === "") {
      errors.push({ field: "name", message: "can't be blank" });
    } else if ([...name].length > LONGEST) {
      errors.push({ field: "name", message: TOO_LONG });
    }
  }
  if (gender !== undefined && gender !== "male" && gender !== "female") {
    errors.push({ field: "gender", message: "can't be blank, can be male of female" });
  }
  if (status !== undefined && status !== "active" && status !== "inactive") {
    errors.push({ field: "status", message: "can't be blank" });
  }
  if (email !== undefined && email.trim() !== "") {
    const messages: string[] = [];
    if ([...email].length > LONGEST) {
      messages.push(TOO_LONG);
    }
    if (!/^[^@\s]+@[^@\s.-][^@\s]*$/.test(email)) {
      messages.push("is invalid");
    }
    if (isTaken(email, self)) {
      messages.push("has already been taken");
    }
    if (messages.length > 0) {
      errors.push({ field: "email", message: messages.join(", ") });
    }
  }
  return errors;
}

function matches(user: User, query: URLSearchParams): boolean {
  const id = query.get("id");
  if (id !== null && id !== "" && String(user.id) !== id) {
    return false;
  }
  const name = query.get("name");
  if (name !== null && !user.name.toLowerCase().includes(name.toLowerCase())) {
    return false;
  }
  const email = query.get("email");
  if (email !== null && !user.email.toLowerCase().includes(email.toLowerCase())) {
    return false;
  }
  const gender = query.get("gender");
  if (gender !== null && gender !== "" && user.gender !== gender.toLowerCase()) {
    return false;
  }
  const status = query.get("status");
  if (status !== null && status !== "" && user.status !== status.toLowerCase()) {
    return false;
  }
  return true;
}

function whole(text: string | null, otherwise: number): number {
  if (text === null || !/^-?[0-9]+$/.test(text)) {
    return otherwise;
  }
  return Number(text);
}

export type Page = { users: User[]; total: number; pages: number; page: number; limit: number };

export function list(query: URLSearchParams, account: string | null): Page {
  let limit = whole(query.get("per_page"), 10);
  if (limit < 1 || limit > 100) {
    limit = 10;
  }
  let page = whole(query.get("page"), 1);
  if (page < 1) {
    page = 1;
  }
  const found: User[] = [];
  for (const row of rows) {
    if (isVisible(row, account) && matches(row.user, query)) {
      found.push(row.user);
    }
  }
  found.sort((left, right) => right.id - left.id);
  const start = (page - 1) * limit;
  const pages = Math.ceil(found.length / limit);
  return { users: found.slice(start, start + limit), total: found.length, pages: pages, page: page, limit: limit };
}
