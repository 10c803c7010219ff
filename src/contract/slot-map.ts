/**
 * A map, in order of insertion, for what comes and goes with every request. Of a Map whose entries do, V8 leaves each outgrown
 * table reachable from the one before it, and all that was in it, until it looks through the whole heap: here the tables hold numbers.
 */
export class SlotMap<Key, Value> {
  readonly #slots = new Map<Key, number>();
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#slots.size;
  }

  get(key: Key): Value | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#values[slot];
  }

  set(key: Key, value: Value): void {
    const slot = this.#slots.get(key) ?? this.#free.pop() ?? this.#values.length;
    this.#slots.set(key, slot);
    this.#values[slot] = value;
  }

  delete(key: Key): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#values[slot] = undefined;
    this.#free.push(slot);
  }

  /** The oldest; undefined where there is none. */
  first(): Value | undefined {
    for (const slot of this.#slots.values()) return this.#values[slot];
    return undefined;
  }

  keys(): Iterable<Key> {
    return this.#slots.keys();
  }

  *values(): Generator<Value> {
    for (const slot of this.#slots.values()) {
      const value = this.#values[slot];
      if (value !== undefined) yield value;
    }
  }
}
