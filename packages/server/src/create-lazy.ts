/** Creates a function that computes a value when it is first called, and returns the same one from then on. */
export function createLazy<Value>(compute: () => Value): () => Value {
  let computed: { value: Value } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}
