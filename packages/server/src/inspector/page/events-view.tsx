import { useState } from 'preact/hooks';
import { formatCount } from '../../../../sandbox/src/page/parts/format.js';
import { SearchField } from '../../../../sandbox/src/page/parts/search-field.js';
import { SelectField } from '../../../../sandbox/src/page/parts/select-field.js';
import type { InspectedEvent } from '../../event-log/inspected-event.js';
import { EventDetails } from './event-details.js';
import { EventRow } from './event-row.js';
import { selectEventState } from './event-state.js';

interface EventsViewProps {
  events: readonly InspectedEvent[];
  missed: number;
}

const filters = [
  ['', 'All'],
  ['bad', 'Refused and rejected'],
  ['problems', 'With problems'],
  ['traced', 'My visit'],
] as const;

type Filter = (typeof filters)[number][0];

/** The list of events, and the open event. While an event is open, the list does not move. */
export function EventsView({ events, missed }: EventsViewProps) {
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<Filter>('');
  const [openId, setOpenId] = useState<number>();
  const [lastId, setLastId] = useState(Number.POSITIVE_INFINITY);
  const fitting = events.filter((event) => fits(event, filter, text));
  const shown = fitting.filter(({ id }) => id <= lastId);
  const newer = fitting.length - shown.length;
  const open = events.find(({ id }) => id === openId);
  const show = (id: number | undefined) => {
    setOpenId(id);
    setLastId(id === undefined ? Number.POSITIVE_INFINITY : (events[0]?.id ?? 0));
  };
  return (
    <>
      <search class="filters">
        <SearchField text={text} placeholder="name, event id or pixel" onSearch={setText} />
        <SelectField label="Show" value={filter} options={filters} onSelect={setFilter} />
      </search>
      <div class="list-note">
        <span>
          {shown.length} of {events.length} events
          {missed > 0 && `, ${formatCount(missed)} came too fast to be shown`}
        </span>
        {newer > 0 && (
          <button type="button" onClick={() => setLastId(events[0]?.id ?? 0)}>
            Show {newer} new
          </button>
        )}
      </div>
      <div class={open ? 'split' : ''}>
        {shown.length === 0 ? (
          <p class="empty panel">
            {events.length === 0 ? 'No event has arrived since this process started.' : 'No event matches.'}
          </p>
        ) : (
          <ul class="events panel" aria-label="Events">
            {shown.map((event) => (
              <EventRow
                key={event.id}
                event={event}
                isOpen={event.id === openId}
                onOpen={() => show(event.id === openId ? undefined : event.id)}
              />
            ))}
          </ul>
        )}
        {open && <EventDetails key={open.id} event={open} onClose={() => show(undefined)} />}
      </div>
    </>
  );
}

function fits(event: InspectedEvent, filter: Filter, text: string): boolean {
  if (filter === 'bad' && selectEventState(event).tone !== 'bad') return false;
  if (filter === 'problems' && event.problems.length === 0) return false;
  if (filter === 'traced' && !event.trace) return false;
  const { event: messageName, name, eventId, pixelId } = event;
  return text === '' || [messageName, name, eventId, pixelId].join(' ').toLowerCase().includes(text.toLowerCase());
}
