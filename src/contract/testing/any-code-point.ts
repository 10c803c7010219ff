import fc from "fast-check";

/** Any code point, lone surrogates too: what a string's unit may be. fast-check's own `binary` takes two seconds to be set up. For tests. */
export const anyCodePoint = fc.nat({ max: 0x10_ffff }).map((point) => String.fromCodePoint(point));
