import fc from "fast-check";
import type { Property } from "../../generators/step.ts";

/** Draws each value once: the same random state again gives the value it gave before. */
class Remembering<T> extends fc.Arbitrary<T> {
  readonly #drawn = new Map<string, fc.Value<T>>();
  readonly #inner: fc.Arbitrary<T>;

  constructor(inner: fc.Arbitrary<T>) {
    super();
    this.#inner = inner;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    const state = random.getState();
    if (state === undefined) return this.#inner.generate(random, biasFactor);
    const key = `${state.join(" ")} ${biasFactor}`;
    const known = this.#drawn.get(key);
    if (known !== undefined) return known;
    const fresh = this.#inner.generate(random, biasFactor);
    this.#drawn.set(key, fresh);
    return fresh;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#inner.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#inner.shrink(value, context);
  }
}

const remembering = new WeakMap<Property["cases"], Property["cases"]>();
const remembered = (cases: Property["cases"]): Property["cases"] => {
  const known = remembering.get(cases) ?? new Remembering(cases);
  remembering.set(cases, known);
  return known;
};

/**
 * The same properties, with cases that are drawn once a seed and process, however many servers they serve. Drawing took more
 * time than the traffic of a short run (measured).
 */
export const rememberCases = (properties: readonly Property[]): readonly Property[] =>
  properties.map((property) => ({ ...property, cases: remembered(property.cases) }));
