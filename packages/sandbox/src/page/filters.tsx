import type { CardFilter } from '../page-api/select-cards.js';

const states = [
  ['', 'All cards'],
  ['paired', 'Paired'],
  ['unpaired', 'Without twin'],
  ['differs', 'Legs differ'],
  ['warnings', 'With warnings'],
  ['refused', 'Refused'],
] as const;

interface FiltersProps {
  filter: CardFilter;
  names: string[];
  onFilter(filter: CardFilter): void;
}

/** The search and the filters of the timeline. */
export function Filters({ filter, names, onFilter }: FiltersProps) {
  const knownNames = filter.name && !names.includes(filter.name) ? [filter.name, ...names] : names;
  return (
    <search class="filters">
      <label>
        <span>Search</span>
        <input
          type="search"
          value={filter.text}
          placeholder="name, id, URL or data"
          onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>Show</span>
        <select value={filter.state} onChange={(event) => onFilter({ ...filter, state: event.currentTarget.value })}>
          {states.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Event</span>
        <select value={filter.name} onChange={(event) => onFilter({ ...filter, name: event.currentTarget.value })}>
          <option value="">All names</option>
          {knownNames.slice(0, 200).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
