/**
 * What a value may be, when writes and reads overlap and answers get lost: a register as the set of values that some
 * write may have left there, each with the time it can be seen.
 */
interface PossibleValue<T> {
  readonly value: T;
  /** Request that would have written it, or that showed it. */
  readonly seq: number;
  /** It cannot be seen before this: its write had not been sent. */
  readonly fromUs: number;
  /** When the write was acknowledged; Infinity while unknown (in flight, timed out). */
  ackUs: number;
  /**
   * It cannot be seen by a request sent at or after this: a later write had been acknowledged by then. What is sent at the
   * very moment of an answer comes after it, since the server had acted before it answered.
   */
  toUs: number;
}

export interface Register<T> {
  candidates: PossibleValue<T>[];
}

export const registerOf = <T>(value: T, seq: number, fromUs: number, ackUs: number): Register<T> => ({
  candidates: [{ value, seq, fromUs, ackUs, toUs: Number.POSITIVE_INFINITY }],
});

/** A write has been sent: its value may be seen from now on. */
export const propose = <T>(register: Register<T>, value: T, seq: number, atUs: number): void => {
  register.candidates.push({
    value,
    seq,
    fromUs: atUs,
    ackUs: Number.POSITIVE_INFINITY,
    toUs: Number.POSITIVE_INFINITY,
  });
};

/** The write `seq` was refused: it never was. */
export const withdraw = <T>(register: Register<T>, seq: number): void => {
  const at = register.candidates.findIndex((candidate) => candidate.seq === seq);
  if (at >= 0) register.candidates.splice(at, 1);
};

/**
 * The write `seq` was acknowledged with this value. Everything acknowledged before it was sent is overwritten; what
 * overlapped it may have come after.
 * @param oldestOpenUs sending time of the oldest request still in flight: what ended before it is not needed
 */
export const acknowledge = <T>(
  register: Register<T>,
  value: T,
  seq: number,
  fromUs: number,
  atUs: number,
  oldestOpenUs: number,
): void => {
  withdraw(register, seq);
  for (const candidate of register.candidates)
    if (candidate.ackUs <= fromUs) candidate.toUs = Math.min(candidate.toUs, atUs);
  register.candidates.push({ value, seq, fromUs, ackUs: atUs, toUs: Number.POSITIVE_INFINITY });
  // A few old values stay, so that a stale read can be distinguished from an invented one.
  if (register.candidates.length > 4) {
    register.candidates = register.candidates.filter((candidate) => candidate.toUs >= oldestOpenUs);
  }
};

/**
 * A request sent at `fromUs` and answered at `atUs` showed this value. Once all writes had settled before it, this is the
 * value, and the others are out for later reads. A value that was not a candidate is taken in beside them: the
 * unexplained value is reported once, by a rule, and should not make every later read of it a violation.
 */
export const see = <T>(register: Register<T>, value: T, seq: number, fromUs: number, atUs: number): void => {
  const { candidates } = register;
  if (candidates.length === 1 && candidates[0]?.value === value && candidates[0].ackUs !== Number.POSITIVE_INFINITY)
    return;
  const explaining = candidates.filter((candidate) => candidate.value === value && candidate.toUs > fromUs);
  const [first, second] = explaining;
  if (first === undefined) {
    candidates.push({ value, seq, fromUs, ackUs: atUs, toUs: Number.POSITIVE_INFINITY });
    return;
  }
  // Only a lone proposal explains the value: then its write has happened. Beside another it may still be to come.
  if (second === undefined && first.ackUs === Number.POSITIVE_INFINITY) first.ackUs = atUs;
  const settledBefore = candidates.length === 1 || explaining.some(({ ackUs }) => ackUs <= fromUs);
  if (!settledBefore) return;
  for (const candidate of candidates) {
    if (candidate.value !== value && candidate.ackUs <= fromUs) candidate.toUs = Math.min(candidate.toUs, atUs);
  }
};

/** Whether a request over this interval may see the value. */
export const maySee = <T>(register: Register<T>, value: T, fromUs: number, toUs: number): boolean =>
  register.candidates.some(
    (candidate) => candidate.value === value && candidate.fromUs <= toUs && candidate.toUs > fromUs,
  );

/** The one value every request over this interval must see, or undefined when several are possible. */
export const mustSee = <T>(register: Register<T>, fromUs: number, toUs: number): T | undefined => {
  let only: PossibleValue<T> | undefined;
  for (const candidate of register.candidates) {
    if (candidate.fromUs > toUs || candidate.toUs <= fromUs) continue;
    if (only !== undefined && only.value !== candidate.value) return undefined;
    only = candidate;
  }
  return only?.value;
};

/** Every value possible over the interval, newest last. */
export const possible = <T>(register: Register<T>, fromUs: number, toUs: number): readonly T[] => [
  ...new Set(
    register.candidates
      .filter((candidate) => candidate.fromUs <= toUs && candidate.toUs > fromUs)
      .map((candidate) => candidate.value),
  ),
];
