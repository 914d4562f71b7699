import type { ResolvedOptions } from '../../options/resolve-options.js';
import type { Outbox, OutboxStats } from '../../outbox/outbox.js';
import { toEngineText } from '../engine-text.js';
import { withOutbox } from '../outbox-option.js';
import { type PixelPause, readPauses, toPauseText } from '../pixel-pauses.js';
import { bad, type Check, good, warning } from './check.js';

const minute = 60_000;

/**
 * Checks whether the outbox opens and has space, whether pixels are paused, and whether events have been pending for too
 * long.
 */
export async function checkOutbox({ outbox, pixels }: Pick<ResolvedOptions, 'outbox' | 'pixels'>): Promise<Check[]> {
  if (Array.isArray(outbox)) {
    return (await Promise.all(outbox.map((one) => checkOutbox({ outbox: one, pixels })))).flat();
  }
  if (typeof outbox !== 'string' || outbox === 'memory:') {
    return [warning("The outbox is in memory: pending events are lost with the process. 'lmdb:PATH' keeps them.")];
  }
  try {
    return await withOutbox(outbox, async (opened) => {
      const stats = await opened.stats();
      const pauses = await readPauses(opened, pixels);
      return [
        ...checkEngine(stats),
        ...(await checkSpace(opened)),
        ...pauses.map(checkPause),
        checkPending(stats),
        ...checkDeadLetters(stats),
      ];
    });
  } catch (error) {
    return [bad((error as Error).message)];
  }
}

function checkEngine({ engine }: OutboxStats): Check[] {
  const opens = good(`The outbox can be opened: ${toEngineText(engine)}.`);
  if (engine.name !== 'nats' || Number(engine.replicas) >= 3) return [opens];
  return [
    opens,
    warning(
      'Each event is stored on one node: if its disk fails, the event is lost. Three replicas on three nodes prevent that.',
    ),
  ];
}

/** Checks whether the outbox can store another event. */
async function checkSpace(outbox: Outbox): Promise<Check[]> {
  try {
    await outbox.checkWritable();
    return [];
  } catch (error) {
    return [
      bad(
        `${(error as Error).message} Free space there, or see why its events are not sent: twinbeam stats and twinbeam dead list.`,
      ),
    ];
  }
}

/** Checks a pause. One of another token concerns nobody any more, if no process has renewed it. */
function checkPause(pause: PixelPause): Check {
  const isHarmless = pause.reason === undefined || (pause.isOfOtherToken && pause.until < Date.now());
  return isHarmless ? warning(toPauseText(pause)) : bad(toPauseText(pause));
}

function checkPending({ pending, oldest }: OutboxStats): Check {
  const ageMs = oldest === undefined ? 0 : Date.now() - oldest;
  const text = `${pending} events wait${ageMs > 0 ? `, the oldest for ${Math.round(ageMs / minute)} minutes` : ''}`;
  return ageMs > 60 * minute ? bad(`${text}: is a dispatcher running?`) : good(`${text}.`);
}

const checkDeadLetters = ({ deadLetters }: OutboxStats): Check[] =>
  deadLetters > 0 ? [warning(`${deadLetters} events were set aside; twinbeam dead list prints the reasons.`)] : [];
