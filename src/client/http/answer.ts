import type { Draft } from "../../contract/draft.ts";
import { type Answer, bodyLimitBytes, type Failure, type Header } from "../../contract/exchange.ts";
import { type Decoded, decodeBody, textOf } from "./decode-body.ts";

export interface Head {
  readonly status: number;
  readonly headers: readonly Header[];
  /** µs on the transport's clock. */
  readonly headUs: number;
  /** Bytes came after the end of the answer. */
  readonly overrun?: boolean;
}

/** The content codings of an answer, comma-separated; undefined when there are none. */
const contentCodingOf = (headers: readonly Header[]): string | undefined => {
  let coding: string | undefined;
  for (const [name, value] of headers)
    if (name === "content-encoding") coding = coding === undefined ? value : `${coding},${value}`;
  return coding;
};

const toAnswer = ({ status, headers, headUs, overrun }: Head, { text, mangled }: Decoded, cut: boolean): Answer => {
  const answer: Draft<Answer> = {
    kind: "answer",
    status,
    headers,
    body: text,
    headUs,
  };
  if (cut) answer.cut = true;
  if (mangled) answer.mangled = true;
  if (overrun === true) answer.overrun = true;
  return answer;
};

const decode = (head: Head, bytes: Buffer): Decoded | Promise<Decoded> => {
  const coding = contentCodingOf(head.headers);
  return coding === undefined ? textOf(bytes) : decodeBody(bytes, coding);
};

const finish = (head: Head, bytes: Buffer, decoded: Decoded): Answer | Failure => {
  // A body that we stopped reading ends in the middle of its coding; that is no fault of the server.
  const stopped = bytes.length > bodyLimitBytes;
  const answer = toAnswer(head, decoded, decoded.cut || stopped);
  return decoded.broken === undefined || stopped
    ? answer
    : { kind: "failure", fault: "transport", message: decoded.broken, maybeDone: true, partial: answer };
};

/** A whole answer from its parts, or a failure with the answer in it when the body's content coding is broken. */
export const answerOf = (head: Head, bytes: Buffer): Answer | Failure | Promise<Answer | Failure> => {
  const decoded = decode(head, bytes);
  return decoded instanceof Promise
    ? decoded.then((value) => finish(head, bytes, value))
    : finish(head, bytes, decoded);
};

/** What can be read of an answer that broke off. */
export const partialOf = async (head: Head, bytes: Buffer): Promise<Answer> =>
  toAnswer(head, await decode(head, bytes), false);
