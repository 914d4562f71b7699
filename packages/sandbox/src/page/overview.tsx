import type { Analysis, NameAnalysis } from '../analysis/analyse-events.js';
import type { PageState } from '../page-api/card.js';
import { PairsChart } from './pairs-chart.js';
import { formatCount } from './parts/format.js';
import { Tiles } from './parts/tiles.js';

interface OverviewProps {
  /** The figures; undefined until they have been read. */
  analysis: Analysis | undefined;
  state: PageState | undefined;
}

/** The figures of all events, and the chart of pairs over time. */
export function Overview({ analysis, state }: OverviewProps) {
  const sum = (select: (name: NameAnalysis) => number) =>
    analysis?.names.reduce((total, name) => total + select(name), 0);
  return (
    <section class="overview" aria-label="Overview">
      <Tiles
        tiles={[
          { label: 'counted by Meta', value: sum(({ counted }) => counted) },
          { label: 'paired', value: sum(({ states }) => states.paired), tone: 'good' },
          {
            label: 'without twin',
            value: sum(({ states }) => states['browser-only'] + states['server-only']),
            tone: 'odd',
          },
          {
            label: 'refused or failed',
            value: analysis?.buckets.buckets.reduce((total, { refused }) => total + refused, 0),
            tone: 'bad',
          },
        ]}
      />
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
