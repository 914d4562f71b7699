import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { InspectedEvent } from '../../event-log/inspected-event.js';
import type { InspectorState } from '../inspector-state.js';
import { createInspectorApi, type InspectorApi } from './inspector-api.js';

/** The server's state and events, as far as the page knows them. */
export interface InspectorView {
  isLive: boolean;
  /** Why the state could not be read; empty if it could. */
  error: string;
  state: InspectorState | undefined;
  /** Newest first. */
  events: InspectedEvent[];
  /** Number of events that came too fast to be shown. */
  missed: number;
  api: InspectorApi;
  /** Reads the state again after a short delay. */
  refresh(): void;
}

/** Number of events that the page keeps. */
const maxEvents = 500;
/** Delay before the state is read again, in milliseconds: after an event, and without one. */
const readAfterMs = 700;
const readEveryMs = 5_000;

/** Follows the server: subscribes to its stream of events, and reads its state after each event. */
export function useInspector(path: string): InspectorView {
  const [isLive, setLive] = useState(false);
  const [error, setError] = useState('');
  const [state, setState] = useState<InspectorState>();
  const [events, setEvents] = useState<InspectedEvent[]>([]);
  const [missed, setMissed] = useState(0);
  const changeToken = useRef<string | undefined>(undefined);
  const timer = useRef(0);
  const api = useMemo(() => createInspectorApi(path, () => changeToken.current), [path]);

  const actions = useMemo(() => {
    const read = async (): Promise<void> => {
      timer.current = 0;
      try {
        const next = await api.readState();
        changeToken.current = next.changeToken;
        setState(next);
        setError(next.error ?? '');
      } catch (thrown) {
        setError(thrown instanceof Error ? thrown.message : 'The server cannot be reached.');
      }
    };
    const refresh = (): void => {
      if (timer.current === 0) timer.current = window.setTimeout(() => void read(), readAfterMs);
    };
    return { read, refresh };
  }, [api]);

  useEffect(() => {
    void actions.read();
    const interval = setInterval(actions.refresh, readEveryMs);
    const stream = new EventSource(`${path}/events`);
    const byId = new Map<number, InspectedEvent>();
    let frame = 0;
    const show = (): void => {
      frame = 0;
      setEvents([...byId.values()].sort((a, b) => b.id - a.id));
    };
    stream.addEventListener('hello', () => {
      // The server sends all recent events again, and may be another process.
      byId.clear();
      frame ||= requestAnimationFrame(show);
    });
    stream.addEventListener('event', ({ data }) => {
      const event = JSON.parse(data) as InspectedEvent;
      byId.set(event.id, event);
      if (byId.size > maxEvents) byId.delete(Math.min(...byId.keys()));
      frame ||= requestAnimationFrame(show);
      actions.refresh();
    });
    stream.addEventListener('missed', ({ data }) => setMissed((count) => count + JSON.parse(data).count));
    stream.onopen = () => setLive(true);
    stream.onerror = () => setLive(false);
    return () => {
      stream.close();
      clearInterval(interval);
      clearTimeout(timer.current);
      cancelAnimationFrame(frame);
    };
  }, [actions, path]);

  return { isLive, error, state, events, missed, api, refresh: actions.refresh };
}
