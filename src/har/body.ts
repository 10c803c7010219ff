import { isUtf8 } from "node:buffer";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { bodyLimitBytes } from "../contract/exchange.ts";

/** A body as far as a recorder kept it; `text` is undefined where it did not, or where what it kept cannot be decoded. */
export interface KeptBody {
  readonly text: string | undefined;
  /** Bytes that were not UTF-8 were replaced. */
  readonly mangled: boolean;
}

/** A file that a recorder put beside the HAR; undefined: it is not there. */
export type Attached = (name: string) => Uint8Array | undefined;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const lost: KeptBody = { text: undefined, mangled: false };

/** A byte order mark says how bytes are to be read, and is no part of the text. */
const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);

const decoderOf = (bytes: Buffer, coding: string) => {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync;
  if (isUtf8(bytes)) return undefined;
  if (/\bbr\b/.test(coding)) return brotliDecompressSync;
  return /\bdeflate\b/.test(coding) ? inflateSync : undefined;
};

const zstdMagic = 0x28b52ffd;

const textOfBytes = (bytes: Buffer, coding: string): KeptBody => {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === zstdMagic) return lost;
  const undo = decoderOf(bytes, coding);
  let plain = bytes;
  try {
    if (undo !== undefined) plain = undo(bytes, { maxOutputLength: bodyLimitBytes });
  } catch {
    return lost;
  }
  const text = withoutMark(utf8.decode(plain));
  return { text, mangled: text.includes("\ufffd") && !plain.includes("\ufffd") };
};

const base64 = /^[A-Za-z0-9+/_-]{8,}={0,2}$/;

/** Some recorders encode without saying so. No JSON has that form, but for a bare number. */
const isUnsaidBase64 = (text: string): boolean =>
  base64.test(text) && text.length % 4 !== 1 && /^\s*[[{]/.test(Buffer.from(text.slice(0, 16), "base64").toString());

/** JSON in the escapes of XML or the quotes of Python, and messages with their head or in chunks: no service sends such a body. */
const rewritten = /^\s*(?:\[?\s*\{\s*(?:&quot;|&#34;|')|HTTP\/\d(?:\.\d)? \d{3}\b|[0-9a-f]{1,8}\r\n)/i;

/** Where an entry may hold a body. */
export interface BodyFields {
  readonly text?: unknown;
  readonly encoding?: unknown;
  readonly _encoding?: unknown;
  /** The name of a file beside the HAR, as Playwright keeps bodies that are attached. */
  readonly _file?: unknown;
}

/**
 * Reads what an entry holds as a body. The texts of an archive should be decoded, but some tools keep the bytes as they
 * were transferred, still compressed.
 * @param coding the Content-Encoding, for bytes whose coding does not show in them
 */
export const bodyTextOf = (
  { text: kept, encoding, _encoding = encoding, _file }: BodyFields,
  attached: Attached,
  coding = "",
): KeptBody => {
  // JSON that a tool has parsed stands as it is.
  const text = typeof kept === "object" && kept !== null ? JSON.stringify(kept) : kept;
  // Playwright leaves the text of a sent body empty beside the name of its file.
  if (typeof text !== "string" || (text === "" && typeof _file === "string")) {
    const file = typeof _file === "string" ? attached(_file) : undefined;
    return file === undefined ? lost : textOfBytes(Buffer.from(file), coding.toLowerCase());
  }
  // Some decode the text and go on calling it base64.
  if ((_encoding === "base64" && !/^\s*[[{<"]/.test(text)) || isUnsaidBase64(text))
    return textOfBytes(Buffer.from(text, "base64"), coding.toLowerCase());
  // Compressed bytes that were taken for text can't be brought back.
  return text.startsWith("\u001f") || rewritten.test(text) ? lost : { text: withoutMark(text), mangled: false };
};
