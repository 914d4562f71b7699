import type { Fields } from './fields.js';

/**
 * The reason why Meta refuses an event.
 *
 * @example
 * const refusal: Refusal | undefined = findRefusal(event, Date.now());
 */
export interface Refusal {
  /** `error_subcode` of Graph, where it documents one. */
  subcode?: number;
  /** The sentence that Graph would return to a developer. */
  text: string;
  /** The change after which Meta takes the event. */
  fix: string;
}

/** A rule that an event has to keep: returns why Meta refuses it, or false. */
export type Rule = (event: Fields, nowSeconds: number) => Refusal | false;
