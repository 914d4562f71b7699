import type { Analysis } from '../analysis/analyse-events.js';
import type { PageState } from '../page-api/card.js';
import { formatCount } from './format.js';
import { PairsChart } from './pairs-chart.js';

interface OverviewProps {
  analysis: Analysis | undefined;
  state: PageState | undefined;
}

/** The figures of all events, and the chart of pairs over time. */
export function Overview({ analysis, state }: OverviewProps) {
  const names = analysis?.names ?? [];
  const sum = (select: (name: (typeof names)[number]) => number) =>
    names.reduce((total, name) => total + select(name), 0);
  const tiles = [
    { label: 'counted by Meta', value: sum(({ counted }) => counted), tone: '' },
    { label: 'paired', value: sum(({ states }) => states.paired), tone: 'good' },
    {
      label: 'without twin',
      value: sum(({ states }) => states['browser-only'] + states['server-only']),
      tone: 'odd',
    },
    {
      label: 'refused or failed',
      value: (analysis?.buckets.buckets ?? []).reduce((total, { refused }) => total + refused, 0),
      tone: 'bad',
    },
  ];
  return (
    <section class="overview" aria-label="Overview">
      <dl class="tiles">
        {tiles.map(({ label, value, tone }) => (
          <div key={label} class={value > 0 ? tone : ''}>
            <dt>{label}</dt>
            <dd>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      {analysis && <PairsChart buckets={analysis.buckets} />}
      {state && state.forgotten > 0 && (
        <p class="note" role="note">
          The sandbox keeps the newest {formatCount(state.limit)} events. {formatCount(state.forgotten)} older ones are
          forgotten and in no figure on this page.
        </p>
      )}
    </section>
  );
}
