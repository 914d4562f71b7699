import { useState } from 'preact/hooks';
import { formatClock, formatCount } from '../../../../sandbox/src/page/parts/format.js';
import { useView } from '../../../../sandbox/src/page/parts/use-view.js';
import { ViewLinks } from '../../../../sandbox/src/page/parts/view-links.js';
import { EventsView } from './events-view.js';
import { Header } from './header.js';
import { OutboxFigures } from './outbox-figures.js';
import { StoredView } from './stored-view.js';
import { useInspector } from './use-inspector.js';

/** The whole page: one of three views below the figures. */
export function App({ path }: { path: string }) {
  const inspector = useInspector(path);
  const hash = useView(['#events', '#dead-letters', '#quarantine']);
  const [note, setNote] = useState('');
  const { state, api, refresh, error } = inspector;
  const { deadLetters = 0, quarantined = 0 } = state?.stats ?? {};
  const toNote = (count: number) => (count > 0 ? formatCount(count) : undefined);
  const tell = async (doing: Promise<string>) => {
    setNote(await doing.catch(() => 'The server cannot be reached.'));
    refresh();
  };
  return (
    <>
      <Header
        isLive={inspector.isLive}
        isTraced={state?.isTraced}
        onTrace={(isOn) => void tell(api.trace(isOn))}
        onSignOut={() => void api.signOut()}
      />
      <main>
        {error !== '' && (
          <p class="alert" role="alert">
            {error} {error.includes('session') && <a href={path}>Sign in again</a>}
          </p>
        )}
        {state?.pauses.map(({ pixelId, until, reason }) => (
          <p key={`${pixelId} ${reason}`} class="alert" role="alert">
            <b>Pixel {pixelId} is paused</b>, and tried again at {formatClock(until)}:{' '}
            {reason ?? 'Meta limits its rate.'}
          </p>
        ))}
        <OutboxFigures state={state} />
        <p class="note good" role="status">
          {note}
        </p>
        <ViewLinks
          current={hash}
          views={[
            { hash: '#events', title: 'Events' },
            { hash: '#dead-letters', title: 'Dead letters', note: toNote(deadLetters) },
            { hash: '#quarantine', title: 'Quarantine', note: toNote(quarantined) },
          ]}
        />
        {hash === '#events' && <EventsView events={inspector.events} missed={inspector.missed} />}
        {hash === '#dead-letters' && (
          <StoredView
            list="dead-letters"
            rows={state?.deadLetters}
            total={deadLetters}
            onChange={(action, ids) => void tell(api.changeStored('dead-letters', action, ids))}
          />
        )}
        {hash === '#quarantine' && (
          <StoredView
            list="quarantine"
            rows={state?.quarantine}
            total={quarantined}
            onChange={(action, ids) => void tell(api.changeStored('quarantine', action, ids))}
          />
        )}
      </main>
    </>
  );
}
