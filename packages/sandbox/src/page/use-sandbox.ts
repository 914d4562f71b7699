import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Analysis } from '../analysis/analyse-events.js';
import type { PageState, TimelineIds } from '../page-api/card.js';
import type { CardFilter } from '../page-api/select-cards.js';
import { readAnalysis, readState, readTimeline } from './sandbox-api.js';

/** The state of the sandbox, as far as the page knows it. */
export interface SandboxView {
  isLive: boolean;
  /** The last read has failed. */
  hasFailed: boolean;
  state: PageState | undefined;
  analysis: Analysis | undefined;
  timeline: TimelineIds;
  /** Reads everything again, soon. */
  refresh(): void;
}

/** The minimum time between two reads, in milliseconds. */
const minIntervalMs = 200;
/** The time between two reads, in multiples of a read's duration: large sandboxes are read less often. */
const restFactor = 4;

/** The time before a failed read is repeated, in milliseconds. */
const retryMs = 2_000;

/** Follows the sandbox: reads it after each message of its stream, but not too often. */
export function useSandbox(filter: CardFilter): SandboxView {
  const [isLive, setLive] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [view, setView] = useState<Pick<SandboxView, 'state' | 'analysis' | 'timeline'>>({
    state: undefined,
    analysis: undefined,
    timeline: { ids: [], total: 0 },
  });
  const latestFilter = useRef(filter);
  const reader = useRef<{ isReading: boolean; isWanted: boolean; timer: number }>({
    isReading: false,
    isWanted: false,
    timer: 0,
  });

  const refresh = useCallback(async () => {
    const own = reader.current;
    own.isWanted = true;
    if (own.isReading) return;
    own.isReading = true;
    own.isWanted = false;
    const start = performance.now();
    const wanted = latestFilter.current;
    let hasRead = true;
    try {
      const [state, analysis, timeline] = await Promise.all([readState(), readAnalysis(), readTimeline(wanted)]);
      if (wanted === latestFilter.current) setView({ state, analysis, timeline });
      else own.isWanted = true;
    } catch {
      hasRead = false;
      own.isWanted = true;
    }
    setFailed(!hasRead);
    const rest = hasRead ? Math.max(minIntervalMs, (performance.now() - start) * restFactor) : retryMs;
    own.timer = window.setTimeout(
      () => {
        own.isReading = false;
        if (own.isWanted) void refresh();
      },
      wanted === latestFilter.current ? rest : 0,
    );
  }, []);

  useEffect(() => {
    latestFilter.current = filter;
    void refresh();
  }, [filter, refresh]);

  useEffect(() => {
    const stream = new EventSource('/api/stream');
    stream.onmessage = () => void refresh();
    stream.onopen = () => setLive(true);
    stream.onerror = () => {
      setLive(false);
      void refresh();
    };
    return () => {
      stream.close();
      clearTimeout(reader.current.timer);
    };
  }, [refresh]);

  return { isLive, hasFailed, ...view, refresh: () => void refresh() };
}
