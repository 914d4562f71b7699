/** A value as JSON, in a box that scrolls. */
export function JsonBox({ title, value }: { title: string; value: unknown }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="json" tabIndex={0} aria-label={title}>
      <pre>{JSON.stringify(value, undefined, 2)}</pre>
    </section>
  );
}
