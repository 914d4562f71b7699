import { useEffect, useState } from 'preact/hooks';
import type { CardFilter } from '../page-api/select-cards.js';
import { EventFigures } from './event-figures.js';
import { FaultBoard } from './fault-board.js';
import { Header } from './header.js';
import { Overview } from './overview.js';
import { Timeline } from './timeline.js';
import { useSandbox } from './use-sandbox.js';

const noFilter: CardFilter = { state: '', name: '', text: '' };

const views = [
  { hash: '#timeline', title: 'Timeline' },
  { hash: '#events', title: 'By event' },
  { hash: '#faults', title: 'Faults' },
];

/** The whole page: one of three views below the figures. */
export function App() {
  const [filter, setFilter] = useState(noFilter);
  const [hash, setHash] = useState(location.hash || '#timeline');
  const sandbox = useSandbox(filter);
  useEffect(() => {
    const follow = () => setHash(location.hash || '#timeline');
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const faults = sandbox.state?.faults ?? [];
  const showName = (name: string) => {
    setFilter({ ...noFilter, name });
    location.hash = '#timeline';
  };
  return (
    <>
      <Header isLive={sandbox.isLive} filter={filter} faultCount={faults.length} onClear={sandbox.refresh} />
      <main>
        <Overview analysis={sandbox.analysis} state={sandbox.state} />
        <nav aria-label="Views">
          {views.map((view) => (
            <a key={view.hash} href={view.hash} aria-current={view.hash === hash ? 'page' : undefined}>
              {view.title}
              {view.hash === '#faults' && faults.length > 0 && <span class="count">{faults.length} on</span>}
            </a>
          ))}
        </nav>
        {hash === '#events' && <EventFigures analysis={sandbox.analysis} onShow={showName} />}
        {hash === '#faults' && <FaultBoard faults={faults} onChange={sandbox.refresh} />}
        {hash !== '#events' && hash !== '#faults' && (
          <Timeline sandbox={sandbox} filter={filter} onFilter={setFilter} />
        )}
      </main>
    </>
  );
}
