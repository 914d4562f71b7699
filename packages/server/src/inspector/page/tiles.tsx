import type { InspectorState } from '../inspector-state.js';
import { formatCount, formatDuration } from './format.js';

/** The figures of the outbox. */
export function Tiles({ state }: { state: InspectorState | undefined }) {
  const stats = state?.stats;
  const tiles = [
    ['Queued', stats?.pending, ''],
    ['In quarantine', stats?.quarantined, (stats?.quarantined ?? 0) > 0 ? 'bad' : ''],
    ['Dead letters', stats?.deadLetters, (stats?.deadLetters ?? 0) > 0 ? 'bad' : ''],
    ['Held orders', stats?.held, ''],
  ] as const;
  return (
    <section aria-label="Outbox">
      <dl class="tiles">
        {tiles.map(([label, count, tone]) => (
          <div key={label} class={tone}>
            <dt>{label}</dt>
            <dd>{count === undefined ? '–' : formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {stats && `Outbox: ${stats.engine}. `}
        {stats?.oldestAgeMs !== undefined && `The oldest queued event is ${formatDuration(stats.oldestAgeMs)} old. `}
        {state && !state.dispatch && 'Another process sends: what Meta says is in that process alone.'}
      </p>
    </section>
  );
}
