import type { Message } from '@twinbeam/shared';
import { describeThrown } from '../monitoring/describe-thrown.js';
import type { LogSampler } from '../monitoring/log-sampler.js';

/**
 * Decides on the server whether a pixel takes a message. If it throws, the pixel does not take the message.
 *
 * @example
 * const when: TakesMessage = ({ properties }) => brands.has(properties?.brand);
 */
export type TakesMessage = (message: Message) => boolean;

/**
 * Creates a function that tells whether a pixel takes a message. Only `true` does: a promise or a missing `return` takes
 * nothing.
 *
 * @param takes the functions by pixel; the other pixels take all messages
 */
export const createTakesCheck =
  (takes: ReadonlyMap<string, TakesMessage>, sampler: LogSampler) =>
  (pixelId: string, message: unknown): boolean => {
    const decide = takes.get(pixelId);
    if (!decide) return true;
    try {
      return decide(message as Message) === true;
    } catch (thrown) {
      sampler.log('error', 'when', { pixelId, ...describeThrown(thrown) }, 'when failed: the event was not sent');
      return false;
    }
  };
