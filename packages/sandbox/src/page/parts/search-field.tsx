interface SearchFieldProps {
  text: string;
  /** Text to search for. */
  placeholder: string;
  onSearch(text: string): void;
}

/** The field that a list is searched by. */
export function SearchField({ text, placeholder, onSearch }: SearchFieldProps) {
  return (
    <label class="search-field">
      <span>Search</span>
      <input
        type="search"
        value={text}
        placeholder={placeholder}
        onInput={({ currentTarget }) => onSearch(currentTarget.value)}
      />
    </label>
  );
}
