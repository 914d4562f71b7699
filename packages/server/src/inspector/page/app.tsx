import { useEffect, useState } from 'preact/hooks';
import { EventsView } from './events-view.js';
import { formatTime } from './format.js';
import { Header } from './header.js';
import { StoredView } from './stored-view.js';
import { Tiles } from './tiles.js';
import { useInspector } from './use-inspector.js';

const views = [
  { hash: '#events', title: 'Events' },
  { hash: '#dead-letters', title: 'Dead letters' },
  { hash: '#quarantine', title: 'Quarantine' },
] as const;

const readHash = (): string => views.find(({ hash }) => hash === location.hash)?.hash ?? '#events';

/** The whole page: one of three views below the figures. */
export function App({ path }: { path: string }) {
  const inspector = useInspector(path);
  const [hash, setHash] = useState(readHash);
  const [note, setNote] = useState('');
  useEffect(() => {
    const follow = () => setHash(readHash());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const { state, api, refresh, error } = inspector;
  const counts: Record<string, number | undefined> = {
    '#dead-letters': state?.stats?.deadLetters,
    '#quarantine': state?.stats?.quarantined,
  };
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
          <p key={pixelId} class="alert" role="alert">
            <b>Pixel {pixelId} is paused</b>, and tried again at {formatTime(until)}:{' '}
            {reason ?? 'Meta limits its rate.'}
          </p>
        ))}
        <Tiles state={state} />
        <p class="note" role="status">
          {note}
        </p>
        <nav aria-label="Views">
          {views.map((view) => (
            <a key={view.hash} href={view.hash} aria-current={view.hash === hash ? 'page' : undefined}>
              {view.title}
              {(counts[view.hash] ?? 0) > 0 && <span class="count">{counts[view.hash]}</span>}
            </a>
          ))}
        </nav>
        {hash === '#events' && <EventsView events={inspector.events} missed={inspector.missed} />}
        {hash === '#dead-letters' && (
          <StoredView
            list="dead-letters"
            rows={state?.deadLetters ?? []}
            total={state?.stats?.deadLetters ?? 0}
            onChange={(action, ids) => void tell(api.changeStored('dead-letters', action, ids))}
          />
        )}
        {hash === '#quarantine' && (
          <StoredView
            list="quarantine"
            rows={state?.quarantine ?? []}
            total={state?.stats?.quarantined ?? 0}
            onChange={(action, ids) => void tell(api.changeStored('quarantine', action, ids))}
          />
        )}
      </main>
    </>
  );
}
