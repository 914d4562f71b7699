import type { CardFilter } from '../page-api/select-cards.js';
import { SearchField } from './parts/search-field.js';
import { SelectField } from './parts/select-field.js';

const states = [
  ['', 'All cards'],
  ['paired', 'Paired'],
  ['unpaired', 'Without twin'],
  ['differs', 'Legs differ'],
  ['warnings', 'With warnings'],
  ['refused', 'Refused'],
] as const;

/** The maximum number of names to choose from. */
const maxNames = 200;

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
      <SearchField
        text={filter.text}
        placeholder="name, id, URL or data"
        onSearch={(text) => onFilter({ ...filter, text })}
      />
      <SelectField
        label="Show"
        value={filter.state}
        options={states}
        onSelect={(state) => onFilter({ ...filter, state })}
      />
      <SelectField
        label="Event"
        value={filter.name}
        options={[['', 'All names'], ...knownNames.slice(0, maxNames).map((name) => [name, name] as const)]}
        onSelect={(name) => onFilter({ ...filter, name })}
      />
    </search>
  );
}
