interface SearchFieldProps {
  text: string;
  placeholder: string;
  onSearch(text: string): void;
}

/** The search field of a list. */
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
