import { createWarn } from '../create-warn.js';
import { selectQueueName } from '../lanes.js';
import type { OutboxError } from '../outbox.js';
import { type Connection, createConnection, type Link } from './connection.js';
import { createDeadLetters, type NatsDeadLetters } from './dead-letters.js';
import { toNatsError } from './errors.js';
import { createLossWarning } from './loss-warning.js';
import { createNames, type Names } from './names.js';
import { type NatsOutboxOptions, type ResolvedNatsOptions, resolveNatsOptions } from './options.js';
import { createPauses, type NatsPauses } from './pauses.js';
import { prepareStreams } from './prepare-streams.js';
import { createPullers, type Pullers } from './pullers.js';
import { createServerEvents, type ServerEvents } from './server-events.js';
import { createStreamSpace, type StreamSpace } from './stream-space.js';
import { createUnackedMessages, type UnackedMessages } from './unacked-messages.js';
import { warnOfVersion } from './warn-of-version.js';
import { createNatsWithdrawals, type NatsWithdrawals } from './withdrawals.js';

/** State that the operations of the outbox share. */
export interface NatsContext {
  /** The nodes, as they are shown in errors and statistics. */
  servers: string;
  names: Names;
  connection: Connection;
  pullers: Pullers;
  unacked: UnackedMessages;
  serverEvents: ServerEvents;
  pauses: NatsPauses;
  withdrawals: NatsWithdrawals;
  deadLetters: NatsDeadLetters;
  space: StreamSpace;
  /** Runs a function that needs the engine. Rejects only with `OutboxError`. */
  withLink<Result>(run: (link: Link) => Promise<Result>): Promise<Result>;
  /** Creates missing streams, and checks existing ones. */
  prepareStreams(link: Link): Promise<void>;
  onStateChange(listener: (problem: OutboxError | undefined) => void): () => void;
}

/** Throws `OutboxError` for options that cannot work. */
export function createContext(given: NatsOutboxOptions): NatsContext {
  const options: ResolvedNatsOptions = resolveNatsOptions(given);
  const servers = options.servers.join(', ');
  const names = createNames(options.stream);
  const pullers = createPullers(names);
  let isVersionChecked = false;
  const stateListeners = new Set<(problem: OutboxError | undefined) => void>();
  const warn = createWarn(given.logger);
  const lossWarning = createLossWarning(names.events, servers, warn);
  const prepare = async (link: Link): Promise<void> =>
    lossWarning.note(await prepareStreams(link, names, options, given));

  const connection = createConnection(options, {
    async prepare(link) {
      await prepare(link);
      if (!isVersionChecked) warnOfVersion(link.nc.info?.version, servers, warn);
      isVersionChecked = true;
      await Promise.all([pauses.follow(link), withdrawals.follow(link)]);
    },
    async resume(link) {
      // The nodes may have lost their stores. No caller waits for this check.
      void prepare(link).catch(() => undefined);
      await Promise.all([pauses.refresh(link), withdrawals.refresh(link)]);
    },
    onStateChange(problem) {
      for (const listener of stateListeners) listener(problem);
    },
  });
  const pauses = createPauses(names, connection.get);
  const withdrawals = createNatsWithdrawals(names, connection.get);

  return {
    servers,
    names,
    connection,
    pullers,
    unacked: createUnackedMessages(),
    serverEvents: createServerEvents(),
    pauses,
    withdrawals,
    space: createStreamSpace(names, servers, options.pageShare),
    deadLetters: createDeadLetters({
      names,
      getLink: connection.get,
      onReplay: (events) => pullers.wake(events.map(selectQueueName)),
    }),
    async withLink(run) {
      try {
        return await run(await connection.get());
      } catch (error) {
        throw toNatsError(error, servers);
      }
    },
    prepareStreams: prepare,
    onStateChange(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
  };
}
