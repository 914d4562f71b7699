import { formatDuration } from '../../../../sandbox/src/page/parts/format.js';
import { Tiles } from '../../../../sandbox/src/page/parts/tiles.js';
import type { InspectorState } from '../inspector-state.js';

/** The figures of the outbox. */
export function OutboxFigures({ state }: { state: InspectorState | undefined }) {
  const stats = state?.stats;
  return (
    <section aria-label="Outbox">
      <Tiles
        tiles={[
          { label: 'queued', value: stats?.pending },
          { label: 'in quarantine', value: stats?.quarantined, tone: 'bad' },
          { label: 'dead letters', value: stats?.deadLetters, tone: 'bad' },
          { label: 'held orders', value: stats?.held },
        ]}
      />
      <p class="hint">
        {stats && `Outbox: ${stats.engine}. `}
        {stats?.oldestAgeMs !== undefined && `The oldest queued event is ${formatDuration(stats.oldestAgeMs)} old. `}
        {state && !state.dispatch && 'Another process sends: only that process shows Meta’s responses.'}
      </p>
    </section>
  );
}
