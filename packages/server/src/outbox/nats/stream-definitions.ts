import { endedMemoryMs } from '../held-events.js';
import { maxWithdrawals, withdrawalMemoryMs } from '../withdrawals.js';
import type { Names } from './names.js';
import type { NatsOutboxOptions, ResolvedNatsOptions } from './options.js';
import type { StreamDefinition } from './prepare-stream.js';

/** The version of the streams that this version of Twinbeam creates. */
export const streamVersion = 1;

/** Description of the streams. It contains their version, in the words of the first version. */
const description = `Twinbeam: events for Meta, layout ${streamVersion}`;

export const parseStreamVersion = (text: string | undefined): number =>
  Number(/layout (\d+)/.exec(text ?? '')?.[1] ?? streamVersion);

const toNanos = (ms: number): number => ms * 1_000_000;

/**
 * No limits: dead letters expire by the option `deadLetters.maxAge`, and the log warns before. The first version had
 * limits here.
 */
const deadLetterLimits = { max_msgs: -1, max_age: 0 };

/** Returns the streams of an outbox. For an existing stream, only options that the caller has given are checked. */
export function createStreamDefinitions(
  names: Names,
  options: ResolvedNatsOptions,
  given: NatsOutboxOptions,
): StreamDefinition[] {
  const { replicas, maxEvents, maxBytes, duplicateWindowMs } = options;
  const common = { num_replicas: replicas, storage: 'file', description } as const;
  const ifGiven = <Value>(name: keyof NatsOutboxOptions, value: Value): Value | undefined =>
    given[name] === undefined ? undefined : value;
  const replicasCheck = { field: 'num_replicas', expected: ifGiven('replicas', replicas), option: 'replicas' } as const;
  const toConfig = (config: StreamDefinition['config']): StreamDefinition['config'] => ({ ...common, ...config });

  return [
    {
      config: toConfig({
        name: names.events,
        subjects: [names.eventSubjects('events')],
        retention: 'workqueue',
        // Refuses events that do not fit, instead of discarding the oldest.
        discard: 'new',
        max_msgs: maxEvents ?? -1,
        max_bytes: maxBytes ?? -1,
        duplicate_window: toNanos(duplicateWindowMs),
      }),
      checks: [
        { field: 'retention', expected: 'workqueue', option: 'retention' },
        { field: 'discard', expected: 'new', option: 'discard' },
        { field: 'max_msgs', expected: ifGiven('maxEvents', maxEvents), option: 'maxEvents' },
        { field: 'max_bytes', expected: ifGiven('maxBytes', maxBytes), option: 'maxBytes' },
        replicasCheck,
        {
          field: 'duplicate_window',
          expected: ifGiven('duplicateWindowMs', toNanos(duplicateWindowMs)),
          option: 'duplicateWindowMs',
        },
      ],
    },
    {
      config: toConfig({
        name: names.quarantine,
        subjects: [names.eventSubjects('quarantine')],
        retention: 'workqueue',
        discard: 'new',
      }),
      checks: [{ field: 'retention', expected: 'workqueue', option: 'retention' }, replicasCheck],
    },
    {
      config: toConfig({
        name: names.deadLetters,
        subjects: [names.deadLetterSubjects],
        ...deadLetterLimits,
      }),
      updates: deadLetterLimits,
      checks: [{ field: 'retention', expected: 'limits', option: 'retention' }, replicasCheck],
    },
    {
      config: toConfig({ name: names.pauses, subjects: [names.pauseSubject('*')], max_msgs_per_subject: 1 }),
      checks: [{ field: 'max_msgs_per_subject', expected: 1, option: 'max_msgs_per_subject' }, replicasCheck],
    },
    {
      config: toConfig({
        name: names.withdrawals,
        subjects: [names.withdrawalSubject('*', '*')],
        max_msgs: maxWithdrawals,
        max_age: toNanos(withdrawalMemoryMs),
      }),
      checks: [{ field: 'retention', expected: 'limits', option: 'retention' }, replicasCheck],
    },
    {
      config: toConfig({ name: names.held, subjects: [names.heldSubject('*')], discard: 'new' }),
      checks: [{ field: 'retention', expected: 'limits', option: 'retention' }, replicasCheck],
    },
    {
      config: toConfig({
        name: names.endedHolds,
        subjects: [names.endedHoldSubject('*')],
        max_msgs_per_subject: 1,
        max_age: toNanos(endedMemoryMs),
      }),
      checks: [{ field: 'retention', expected: 'limits', option: 'retention' }, replicasCheck],
    },
  ];
}
