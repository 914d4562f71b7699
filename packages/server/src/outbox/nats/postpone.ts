import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import type { NatsContext } from './context.js';
import { publishToLane, toTakenEvent } from './lane-message.js';
import { selectStored } from './select-stored.js';

export const createPostpone =
  (context: NatsContext): Outbox['postpone'] =>
  (ids, until, options = {}) =>
    context.withLink(async (link) => {
      const { unacked, pullers } = context;
      const { lane } = options;
      if (!lane) return unacked.postpone(link.nc, ids, until - Date.now(), options.untried ?? false);
      // The engine cannot change a message: the event is published again, and then the old message is terminated.
      const messages = ids.flatMap((id) => unacked.get(id) ?? []);
      const stored = await selectStored(context, link, messages);
      await Promise.all(stored.map((message) => publishToLane(context, link, toTakenEvent(message), until, options)));
      for (const message of messages) await unacked.terminate(link.nc, message);
      pullers.wake(messages.map(({ pixelId }) => toQueueName(pixelId, lane)));
    });
