interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, label: string])[];
  onSelect(value: NoInfer<Value>): void;
}

/** A labelled `select` element. */
export function SelectField<Value extends string>({ label, value, options, onSelect }: SelectFieldProps<Value>) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onSelect(currentTarget.value as Value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
