/** Creates a function that computes a value on its first call, and returns the same value from then on. */
export function createLazy<Value>(compute: () => Value): () => Value {
  let computed: { value: Value } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}
