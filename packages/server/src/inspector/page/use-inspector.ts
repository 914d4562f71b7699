import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { InspectedEvent } from '../../event-log/inspected-event.js';
import type { InspectorState } from '../inspector-state.js';
import { createInspectorApi, type InspectorApi } from './inspector-api.js';

/** State of the server, as far as the page knows it. */
export interface InspectorView {
  isLive: boolean;
  /** The reason that it does not know more. */
  error: string;
  state: InspectorState | undefined;
  /** The newest first. */
  events: InspectedEvent[];
  /** Events that came faster than they could be shown. */
  missed: number;
  api: InspectorApi;
  /** Reads the state again, soon. */
  refresh(): void;
}

/** Events that the page keeps. */
const maxEvents = 500;
/** Time between two reads of the state, in milliseconds: after an event, and without one. */
const readAfterMs = 700;
const readEveryMs = 5_000;

/** Follows the server: its stream of events, and its state after each of them. */
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
      // All of the last events follow, perhaps of another process.
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
