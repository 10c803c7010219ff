/**
 * Work done once for each thing, however many need it. Rules and recorders take one exchange after the other, so the last one
 * is all there is to remember.
 */
export const memoizeLast = <Key, Value>(work: (key: Key) => Value): ((key: Key) => Value) => {
  let last: { key: Key; value: Value } | undefined;
  return (key) => {
    if (last === undefined) last = { key, value: work(key) };
    else if (last.key !== key) {
      last.value = work(key);
      last.key = key;
    }
    return last.value;
  };
};
