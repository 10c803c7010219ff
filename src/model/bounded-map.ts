export interface BoundedMapOptions<Key, Value> {
  /** Whether an entry must stay still: when its turn comes, it counts as the youngest again. Default: none. */
  readonly isHeld?: (value: Value) => boolean;
  /** Called with each key after it was forgotten; not of those deleted. */
  readonly onForget?: (key: Key) => void;
}

/**
 * A map that forgets its oldest entry when it grows beyond `most`. To set a key again leaves it as old as it was; delete it
 * before, and it is the youngest.
 */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number;
  readonly #isHeld: (value: Value) => boolean;
  readonly #onForget: (key: Key) => void;
  // Kept from one to the next: a new one would step over the holes that thousands of deletions left, each time. Not for
  // ever: one that rests holds on to every table the map has outgrown since.
  #oldest: Iterator<[Key, Value]> | undefined;
  #resting = 0;

  constructor(most: number, { isHeld = () => false, onForget = () => {} }: BoundedMapOptions<Key, Value> = {}) {
    super();
    this.#most = most;
    this.#isHeld = isHeld;
    this.#onForget = onForget;
  }

  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size > this.#most) this.#forgetOldest();
    else if (this.#oldest !== undefined && ++this.#resting > this.#most) this.#oldest = undefined;
    return this;
  }

  #forgetOldest(): void {
    this.#oldest ??= this.entries();
    this.#resting = 0;
    for (let left = this.size; left > 0; left--) {
      // It never runs dry: whatever it has shown is deleted, or comes again at the end.
      const next = this.#oldest.next();
      if (next.done === true) return;
      const [key, value] = next.value;
      this.delete(key);
      if (!this.#isHeld(value)) {
        this.#onForget(key);
        return;
      }
      super.set(key, value);
    }
  }
}
