import { hideEmail, readMatchKeys } from '../event-log/to-inspected-event.js';
import type { TwinbeamStats } from '../monitoring/twinbeam-stats.js';
import { type FailureReason, type Outbox, OutboxError, type OutboxStats, type StoredEvent } from '../outbox/outbox.js';

/** The state of an instance, for the inspector's page. */
export interface InspectorState {
  /** Undefined while the outbox cannot be read. */
  stats?: Omit<TwinbeamStats, 'engine'> & { engine: string };
  /** Why the outbox cannot be read. */
  error?: string;
  /** Current pauses of pixels. */
  pauses: { pixelId: string; until: number; reason?: string | undefined }[];
  quarantine: StoredRow[];
  /** The oldest dead letters. */
  deadLetters: StoredRow[];
  /** Whether this process sends events. */
  dispatch: boolean;
  /** Whether this browser's visit is traced. */
  isTraced: boolean;
  /** The token that the page sends with each change. */
  changeToken?: string | undefined;
}

/** An event that Graph has refused, or that was set aside. */
export interface StoredRow {
  /** Id of the event in the outbox. */
  id: string;
  pixelId: string;
  name: string;
  eventId: string;
  source: StoredEvent['source'];
  matchKeys: string[];
  reason: string;
  code?: number | undefined;
  subcode?: number | undefined;
  traceId?: string | undefined;
  refusals?: number | undefined;
  /** When it was set aside or, if it is quarantined, when it is tried again; in milliseconds since 1970. */
  at?: number | undefined;
}

export interface InspectorStateOptions {
  outbox: Outbox;
  readStats(): Promise<TwinbeamStats>;
  pixelIds: readonly string[];
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

/** Number of rows in each list. */
const maxRows = 50;

/** Reads what the page shows in addition to the events. */
export async function readInspectorState({
  outbox,
  readStats,
  pixelIds,
  now,
}: InspectorStateOptions): Promise<Pick<InspectorState, 'stats' | 'error' | 'pauses' | 'quarantine' | 'deadLetters'>> {
  const pauses = pixelIds.flatMap((pixelId) => {
    const current = outbox.pauses.list(pixelId).filter(({ until }) => until > now());
    // Two tokens may be refused for the same reason.
    const byReason = new Map(current.map(({ until, reason }) => [reason, { pixelId, until, reason }]));
    return [...byReason.values()];
  });
  try {
    const [stats, queue, deadLetters] = await Promise.all([
      readStats(),
      outbox.queue.list(maxRows),
      outbox.deadLetters.list(maxRows),
    ]);
    return {
      stats: toShownStats(stats),
      pauses,
      quarantine: queue
        .filter(({ lane }) => lane === 'quarantine')
        .map((event) => ({ ...toRow(event, event.refusal), refusals: event.refusals, at: event.dueAt })),
      deadLetters: deadLetters.map((deadLetter) => ({ ...toRow(deadLetter, deadLetter), at: deadLetter.setAsideAt })),
    };
  } catch (error) {
    const text = error instanceof OutboxError ? error.message : 'The outbox cannot be read.';
    return { error: text, pauses, quarantine: [], deadLetters: [] };
  }
}

/** Returns the counts, and only the name of the engine: a URL may contain a password. */
const toShownStats = ({ engine, ...counts }: OutboxStats & TwinbeamStats): NonNullable<InspectorState['stats']> => ({
  ...counts,
  engine: engine.name,
});

const toRow = (
  { id, pixelId, name, eventId, source, json }: StoredEvent,
  { reason, code, subcode, traceId }: FailureReason = { reason: '' },
): StoredRow => ({
  id,
  pixelId,
  name: hideEmail(name),
  eventId: hideEmail(eventId),
  source,
  matchKeys: readMatchKeys(json),
  reason,
  code,
  subcode,
  traceId,
});
