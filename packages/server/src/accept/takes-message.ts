import type { Message } from '@twinbeam/shared';

/**
 * Decides on the server whether a pixel takes a message; for one that it throws for, it does not.
 *
 * @example
 * const when: TakesMessage = ({ properties }) => brands.has(properties?.brand);
 */
export type TakesMessage = (message: Message) => boolean;
