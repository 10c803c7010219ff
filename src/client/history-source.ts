import type { Clock } from "../contract/clock.ts";
import type { Draft } from "../contract/defined.ts";
import type {
  Answer,
  Exchange,
  Failure,
  Header,
  HistoryEvent,
  RequestSpec,
  Sent,
  SentRequest,
} from "../contract/exchange.ts";
import { isCredentialHeader, maskText, textWithoutCredentials, urlWithoutCredentials } from "../contract/secrets.ts";
import type { AdapterRequest, AdapterTimes } from "./http/adapter.ts";

/** Shorter than this, a token's text is bound to stand in innocent places. Real ones have 64 characters. */
const shortestMasked = 6;

interface Mask {
  readonly text: (text: string) => string;
  /** @param credential the Authorization header that the caller itself sent: what it names is taken out as well */
  readonly request: (request: SentRequest, credential?: string) => SentRequest;
  /** @param request what `request` made of the request: what was taken out of that is taken out of its answer, too */
  readonly outcome: (outcome: Answer | Failure, request?: SentRequest) => Answer | Failure;
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const htmlEntities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * What stands in base64 text for the token alone, whatever stands before and after it: one of three, by how many bytes
 * came before. The characters at its ends, which a neighbour shares, stay.
 */
const base64Of = (token: string): readonly string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(token)]);
    const core = (text: string) => text.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [core(bytes.toString("base64")), core(bytes.toString("base64url"))];
  });

/** Ways a server may echo a token: as it is, in a URL, a form, JSON or HTML, in base64 or in hexadecimal. */
const formsOf = (token: string): readonly string[] => [
  token,
  encodeURIComponent(token),
  new URLSearchParams([["", token]]).toString().slice(1),
  JSON.stringify(token).slice(1, -1),
  token.replace(/[&<>"]/g, (character) => htmlEntities[character] ?? character),
  ...base64Of(token),
  Buffer.from(token).toString("hex"),
];

/** What to look for. */
interface Known {
  readonly pattern: RegExp;
  /** No shorter text can hold any of it: hardly a header can. */
  readonly shortest: number;
}

const patternOf = (secrets: readonly string[]): Known | undefined => {
  const forms = [...new Set(secrets.filter(({ length }) => length >= shortestMasked).flatMap(formsOf))];
  if (forms.length === 0) return undefined;
  const byLength = forms.sort((a, b) => b.length - a.length);
  // Any letter case: an echo may come back in another.
  const pattern = new RegExp(byLength.map(escapeRegExp).join("|"), "gi");
  return { pattern, shortest: byLength.at(-1)?.length ?? 0 };
};

/** Texts that tests send as wrong tokens stand in innocent places: `undefined`, `invalid`, `Authentication`. */
const isTelling = (secret: string): boolean => secret.length >= 12 && !/^[a-z]*$/i.test(secret);

/** Credentials of callers that are remembered. */
const mostCredentials = 200;

const withoutKnown = (value: string, known: Known | undefined): string =>
  known === undefined || value.length < known.shortest ? value : value.replace(known.pattern, maskText);

type OnTaken = (secret: string) => void;

const cleanUrl = (url: string, known: Known | undefined, taken?: OnTaken): string =>
  urlWithoutCredentials(withoutKnown(url, known), taken);
const clean = (value: string, known: Known | undefined, taken?: OnTaken): string =>
  textWithoutCredentials(withoutKnown(value, known), taken);
/** One value of a header, by its name and by what it holds. */
const cleanHeader = ([name, value]: Header, text: (value: string) => string, taken: OnTaken | undefined): string => {
  if (!isCredentialHeader(name)) return text(value);
  if (value !== "") taken?.(value);
  return maskText;
};
const cleanHeaders = (
  pairs: readonly Header[],
  known: Known | undefined,
  text: (value: string) => string,
  taken?: OnTaken,
): readonly Header[] => {
  for (const pair of pairs)
    if (cleanHeader(pair, text, taken) !== pair[1] || withoutKnown(pair[0], known) !== pair[0])
      return pairs.map((each): Header => [withoutKnown(each[0], known), cleanHeader(each, text, taken)]);
  return pairs;
};

/** What is secret in a request, and so in its answer. */
interface Secrets {
  /** Of the target, and what the caller brought along in its place. */
  readonly known: Known | undefined;
  /** What was taken out of the request since a name gave it away. */
  readonly taken: Known | undefined;
}

/**
 * Takes credentials out of everything that is recorded: the target's tokens wherever they stand, and whatever a name gives
 * away as one, as in a Cookie header or ?api_key=. The same object comes back when there was nothing to take out, so that
 * the usual case costs a search and no copy.
 */
export const maskOf = (tokens: readonly (string | undefined)[]): Mask => {
  const secrets = tokens.filter((token) => token !== undefined);
  const configured = patternOf(secrets);
  const secretIn = new WeakMap<SentRequest, Secrets>();
  const patterns = new Map<string, Known | undefined>();

  const knownWith = (credential: string | undefined): Known | undefined => {
    if (credential === undefined || credential === "") return configured;
    if (patterns.has(credential)) return patterns.get(credential);
    const words = credential.split(/\s+/).filter((word) => isTelling(word) && !secrets.includes(word));
    const pattern = words.length === 0 ? configured : patternOf([...secrets, ...words]);
    if (patterns.size >= mostCredentials) patterns.clear();
    patterns.set(credential, pattern);
    return pattern;
  };

  const answer = (value: Answer, known: Known | undefined, text: (value: string) => string): Answer => {
    const body = text(value.body);
    const headers = cleanHeaders(value.headers, known, text);
    return body === value.body && headers === value.headers ? value : { ...value, body, headers };
  };
  return {
    text: (value) => clean(value, configured),
    request: (request, credential) => {
      const known = knownWith(credential);
      const found: string[] = [];
      const taken = (secret: string) => found.push(secret);
      const url = cleanUrl(request.url, known, taken);
      const headers = cleanHeaders(request.headers, known, (value) => clean(value, known, taken), taken);
      const body = request.body === undefined ? undefined : clean(request.body, known, taken);
      const same = url === request.url && headers === request.headers && body === request.body;
      const masked = same ? request : { ...request, url, headers, ...(body === undefined ? {} : { body }) };
      const pattern = found.length === 0 ? undefined : patternOf(found.filter((secret) => secret !== maskText));
      if (pattern !== undefined || known !== configured) secretIn.set(masked, { known, taken: pattern });
      return masked;
    },
    outcome: (outcome, request) => {
      const own = request === undefined ? undefined : secretIn.get(request);
      const known = own === undefined ? configured : own.known;
      const text = (value: string) => clean(withoutKnown(value, own?.taken), known);
      if (outcome.kind === "answer") return answer(outcome, known, text);
      return {
        ...outcome,
        message: text(outcome.message),
        ...(outcome.partial === undefined ? {} : { partial: answer(outcome.partial, known, text) }),
      };
    },
  };
};

/** Where a history comes from: numbers what is sent, masks what is secret, and passes events on to all listeners. */
export interface HistorySource {
  /**
   * Numbers and announces a request; from here on it leaves.
   * @param message what was made of it; its credential is left out
   * @param leftUs when it left. Default: now
   * @throws what `beforeSend` throws; the request must not leave then
   */
  sent(request: RequestSpec, message: AdapterRequest, leftUs?: number): Sent;
  /** The outcome of a request, as listeners get it. */
  exchangeOf(sent: Sent, outcome: Exchange["outcome"], times: AdapterTimes | undefined): Exchange;
  done(exchange: Exchange): void;
  /** @returns what ends it */
  listen(listener: (event: HistoryEvent) => void): () => void;
}

export const createHistorySource = (
  clock: Clock,
  mask: Mask,
  beforeSend: ((sent: Sent) => void) | undefined,
): HistorySource => {
  const listeners = new Set<(event: HistoryEvent) => void>();
  let lastSeq = 0;

  const emit = (event: HistoryEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch {
        // A listener's trouble is its own: it must not change what is sent or what is learnt from it.
      }
    }
  };

  return {
    sent: (request, { url, headers }, leftUs) => {
      const pairs: Header[] = [];
      for (const [name, value] of Object.entries(headers)) if (name !== "authorization") pairs.push([name, value]);
      const { method, body, as: token, purpose, intendedUs, attempt = 1, passedOn } = request;
      const plain: SentRequest = { method, url, headers: pairs, token };
      const sent: Draft<Sent> = {
        seq: lastSeq + 1,
        request: mask.request(body === undefined ? plain : { ...plain, body }, passedOn?.authorization),
        attempt,
        startUs: leftUs ?? clock.nowUs(),
      };
      if (purpose !== undefined) sent.purpose = purpose;
      if (intendedUs !== undefined) sent.intendedUs = intendedUs;
      if (beforeSend !== undefined) {
        beforeSend(sent);
        // Writing to disk takes time that is not the server's.
        sent.startUs = clock.nowUs();
      }
      lastSeq++;
      emit({ type: "sent", sent });
      return sent;
    },
    exchangeOf: (sent, outcome, times) => exchangeOf(sent, mask.outcome(outcome, sent.request), times, clock.nowUs()),
    done: (exchange) => emit({ type: "done", exchange }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The adapter's times are kept between those of the transport, whose clock a thread of its own may read a µs off. */
const exchangeOf = (
  { seq, request, attempt, startUs, purpose, intendedUs }: Sent,
  outcome: Exchange["outcome"],
  times: AdapterTimes | undefined,
  nowUs: number,
): Exchange => {
  const endUs = Math.max(startUs, times === undefined ? nowUs : Math.min(nowUs, times.endUs));
  const exchange: Draft<Exchange> = { seq, request, outcome, attempt, startUs, endUs };
  if (purpose !== undefined) exchange.purpose = purpose;
  if (intendedUs !== undefined) exchange.intendedUs = intendedUs;
  if (times === undefined) return exchange;
  const { takenUs, sentUs, connectUs } = times;
  exchange.takenUs = Math.min(endUs, Math.max(startUs, takenUs));
  if (sentUs !== undefined) exchange.sentUs = Math.min(endUs, Math.max(startUs, sentUs));
  if (connectUs !== undefined) exchange.connectUs = connectUs;
  return exchange;
};
