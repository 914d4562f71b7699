interface FactsProps {
  /** Facts without a value are left out. */
  facts: readonly (readonly [label: string, value: string | number | undefined])[];
}

/** A list of names with their values. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
