import { useState } from 'preact/hooks';
import type { CardFilter } from '../page-api/select-cards.js';
import { EventFigures } from './event-figures.js';
import { FaultBoard } from './fault-board.js';
import { Header } from './header.js';
import { Overview } from './overview.js';
import { useView } from './parts/use-view.js';
import { ViewLinks } from './parts/view-links.js';
import { Timeline } from './timeline.js';
import { useSandbox } from './use-sandbox.js';

const noFilter: CardFilter = { state: '', name: '', text: '' };

const views = [
  { hash: '#timeline', title: 'Timeline' },
  { hash: '#events', title: 'By event' },
  { hash: '#faults', title: 'Faults' },
];

/** The whole page: the figures, and one of three views below them. */
export function App() {
  const [filter, setFilter] = useState(noFilter);
  const hash = useView(views.map((view) => view.hash));
  const sandbox = useSandbox(filter);

  const faults = sandbox.state?.faults ?? [];
  const links = views.map((view) => ({
    ...view,
    note: view.hash === '#faults' && faults.length > 0 ? `${faults.length} on` : undefined,
  }));
  const showName = (name: string) => {
    setFilter({ ...noFilter, name });
    location.hash = '#timeline';
  };
  return (
    <>
      <Header isLive={sandbox.isLive} filter={filter} faultCount={faults.length} onClear={sandbox.refresh} />
      <main class={`view-${hash.slice(1)}`}>
        {sandbox.hasFailed && (
          <p class="alert" role="alert">
            The sandbox does not respond. What is shown was read before; it is tried again every few seconds.
          </p>
        )}
        <Overview analysis={sandbox.analysis} state={sandbox.state} />
        <ViewLinks views={links} current={hash} />
        {hash === '#events' && <EventFigures analysis={sandbox.analysis} onShow={showName} />}
        {hash === '#faults' && <FaultBoard faults={faults} onChange={sandbox.refresh} />}
        {hash === '#timeline' && <Timeline sandbox={sandbox} filter={filter} onFilter={setFilter} />}
      </main>
    </>
  );
}
