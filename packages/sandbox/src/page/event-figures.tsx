import { useState } from 'preact/hooks';
import type { Analysis, NameAnalysis } from '../analysis/analyse-events.js';
import { CoverageChart } from './coverage-chart.js';
import { formatDelay } from './format.js';
import { nothingYet } from './nothing-yet.js';
import { formatCount } from './parts/format.js';
import { Icon } from './parts/icon.js';

/** The number of names that are shown at first and added each time. */
const step = 20;

interface EventFiguresProps {
  analysis: Analysis | undefined;
  onShow(name: string): void;
}

/** The figures of each event name: legs, delay of the server, and estimated match quality. */
export function EventFigures({ analysis, onShow }: EventFiguresProps) {
  const [shown, setShown] = useState(step);
  const names = analysis?.names ?? [];
  return (
    <section aria-labelledby="figures-title">
      <h2 id="figures-title">By event</h2>
      {names.length === 0 && <p class="empty panel">{analysis ? nothingYet : 'Reading…'}</p>}
      <div class="figures">
        {names.slice(0, shown).map((name) => (
          <NameFigures key={name.name} name={name} onShow={onShow} />
        ))}
      </div>
      {names.length > shown && (
        <button type="button" class="more" onClick={() => setShown(shown + step)}>
          Show more of {formatCount(names.length)} names
        </button>
      )}
      <p class="hint">
        The match quality is an estimate from the match keys of the server leg; Meta does not publish its formula.
      </p>
    </section>
  );
}

function NameFigures({ name, onShow }: { name: NameAnalysis; onShow(name: string): void }) {
  const { states, quality, delay } = name;
  return (
    <article class="panel">
      <header>
        <h3>{name.name}</h3>
        <button type="button" onClick={() => onShow(name.name)} aria-label={`Show ${name.name} in the timeline`}>
          Show
        </button>
      </header>
      <dl class="counts">
        <Count label="counted" value={name.counted} />
        <Count label="browser and server" value={states.paired} />
        <Count label="browser only" value={states['browser-only']} isOdd />
        <Count label="server only" value={states['server-only']} isOdd />
        {states.single > 0 && <Count label="one leg by nature" value={states.single} />}
        <Count label="legs differ" value={name.differing} isOdd />
      </dl>
      <p>
        <Icon name="browser" /> {formatCount(name.browser)} by the Pixel, <Icon name="server" />{' '}
        {formatCount(name.server)} by the Conversions API.
        {delay && ` The server came ${formatDelay(delay.medianMs)} (median), ${formatDelay(delay.p95Ms)} (95 %).`}
      </p>
      {quality && (
        <p class="quality">
          <strong>{quality.score.toFixed(1)}</strong> of 10: estimated match quality.{' '}
          {quality.raise &&
            `The biggest gain would be ${quality.raise.label}: up to +${quality.raise.gain.toFixed(1)}.`}
        </p>
      )}
      <CoverageChart name={name} />
    </article>
  );
}

function Count({ label, value, isOdd = false }: { label: string; value: number; isOdd?: boolean }) {
  return (
    <div class={isOdd && value > 0 ? 'odd' : ''}>
      <dt>{label}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}
