import type { Message } from '@twinbeam/shared';
import { describeThrown } from '../log/describe-thrown.js';
import type { LogSampler } from '../log/log-sampler.js';
import type { MessageFilter } from '../options/pixel-options.js';

/**
 * Creates a function that tells whether a pixel takes a message. Only `true` does: a promise or a missing `return` takes
 * nothing.
 *
 * @param filters the filters by pixel; a pixel without one takes all messages
 */
export const createFilterCheck =
  (filters: ReadonlyMap<string, MessageFilter>, sampler: LogSampler) =>
  (pixelId: string, message: unknown): boolean => {
    const decide = filters.get(pixelId);
    if (!decide) return true;
    try {
      return decide(message as Message) === true;
    } catch (thrown) {
      sampler.log('error', 'when', { pixelId, ...describeThrown(thrown) }, 'when failed: the event was not sent');
      return false;
    }
  };
