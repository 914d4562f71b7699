import type { CardEvent, EventCard } from '../page-api/card.js';
import { formatValue } from './format.js';
import { Breakable } from './parts/breakable.js';
import { formatTime } from './parts/format.js';
import { Icon } from './parts/icon.js';

interface Row {
  field: string;
  label: string;
  browser: unknown;
  server: unknown;
}

/** Compares the first event of each leg, field by field. */
export function Comparison({ card }: { card: EventCard }) {
  const [browser] = card.legs.browser;
  const [server] = card.legs.server;
  const differing = new Set(card.differences.map(({ field }) => field));
  const sections = [
    { title: 'Event', rows: toEventRows(browser, server) },
    { title: 'Custom data', rows: toRows('custom_data', browser?.custom_data, server?.custom_data) },
    { title: 'User data', rows: toRows('user_data', browser?.user_data, server?.user_data) },
  ];
  return (
    <table class="comparison">
      <caption class="hidden">Both legs, field by field</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col" class="leg-browser">
            <Icon name="browser" /> Browser
          </th>
          <th scope="col" class="leg-server">
            <Icon name="server" /> Server
          </th>
        </tr>
      </thead>
      {sections.map(({ title, rows }) =>
        rows.length === 0 ? null : (
          <tbody key={title}>
            <tr>
              <th class="section" colSpan={3} scope="rowgroup">
                {title}
              </th>
            </tr>
            {rows.map(({ field, label, ...values }) => (
              <tr key={field} class={differing.has(field) ? 'differs' : ''}>
                <th scope="row">
                  <code>
                    <Breakable text={label} />
                  </code>
                  {differing.has(field) && <span class="mark">differs</span>}
                </th>
                <Value event={browser} value={values.browser} />
                <Value event={server} value={values.server} />
              </tr>
            ))}
          </tbody>
        ),
      )}
    </table>
  );
}

function Value({ event, value }: { event: CardEvent | undefined; value: unknown }) {
  if (!event) return <td class="none">not arrived</td>;
  if (value === undefined) return <td class="none">–</td>;
  return (
    <td>
      <code>
        <Breakable text={formatValue(value)} />
      </code>
    </td>
  );
}

function toEventRows(browser: CardEvent | undefined, server: CardEvent | undefined): Row[] {
  const select: [string, (event: CardEvent) => unknown][] = [
    ['event_id', (event) => event.event_id],
    ['pixel', (event) => event.pixelId],
    ['event_source_url', (event) => event.event_source_url],
    ['action_source', (event) => event.action_source],
    ['test_event_code', (event) => event.test_event_code],
    ['data_processing', (event) => event.data_processing],
    ['received', (event) => formatTime(event.receivedAt)],
    ['counted', (event) => (event.counted ? 'yes' : 'no')],
  ];
  return select
    .map(([label, read]) => ({
      field: label,
      label,
      browser: browser && read(browser),
      server: server && read(server),
    }))
    .filter((row) => row.browser !== undefined || row.server !== undefined);
}

function toRows(group: string, browser: object = {}, server: object = {}): Row[] {
  const ours = browser as Record<string, unknown>;
  const theirs = server as Record<string, unknown>;
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
    .sort()
    .map((key) => ({ field: `${group}.${key}`, label: key, browser: ours[key], server: theirs[key] }));
}
