import { randomBytes } from 'node:crypto';
import { createEventLog, type EventLog } from '../event-log/event-log.js';
import { toGraphUrl } from '../graph/graph-url.js';
import type { InspectorSide } from '../http/inspector-side.js';
import { createSigningKey } from '../http/visitor/signing-key.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Outbox } from '../outbox/outbox.js';
import { createEventStreams } from './event-streams.js';
import { createInspectorGuard } from './inspector-guard.js';
import { createInspectorRoutes } from './inspector-routes.js';
import { createPauseChanges } from './pause-changes.js';
import { createTracedVisits, type TracedVisits } from './traced-visits.js';

/** The inspector of an instance: its event log and its routes. */
export interface Inspector extends InspectorSide {
  eventLog: EventLog;
  visits: TracedVisits;
  /** Closes the open streams. */
  close(): void;
}

/** Creates the inspector; undefined if there is no token. */
export function createInspector(options: ResolvedOptions, outbox: Outbox): Inspector | undefined {
  const { inspector, now, basePath, dispatch, pixels } = options;
  if (!inspector) return undefined;
  const { token } = inspector;
  // The token is part of the purpose, so that a new token ends all sessions.
  const createKey = (purpose: string) => createSigningKey(options, `inspector ${purpose} ${token}`);
  const eventLog = createEventLog({
    now,
    toRequestUrl: (pixelId) => toGraphUrl(options, `${pixelId}/events`),
  });
  const hello = { version: 1, instance: randomBytes(4).toString('hex'), dispatch };
  const visits = createTracedVisits(createKey('trace'), now);
  const pixelIds = pixels.map(({ settings }) => settings.pixelId);
  const readReason = (pixelId: string): string | undefined =>
    outbox.pauses.list(pixelId).find(({ reason }) => reason !== undefined)?.reason;
  const followPauses = () => createPauseChanges(readReason, pixelIds);
  const streams = createEventStreams({ eventLog, hello, followPauses });
  return {
    eventLog,
    visits,
    createRoutes: (tools) =>
      createInspectorRoutes({
        ...tools,
        basePath,
        outbox,
        streams,
        visits,
        now,
        pixelIds,
        dispatch,
        guard: createInspectorGuard({ token, createKey, basePath, now }),
      }),
    close: streams.close,
  };
}
