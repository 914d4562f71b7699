import type { Fields } from './fields.js';

/**
 * The reason why Meta refuses an event.
 *
 * @example
 * const refusal: Refusal | undefined = findRefusal(event, Date.now());
 */
export interface Refusal {
  /** `error_subcode` of Graph, if it documents one. */
  subcode?: number;
  /** The sentence that Graph would return to a developer. */
  text: string;
  /** The change that makes Meta accept the event. */
  fix: string;
}

/** A rule for events: returns why Meta refuses an event, or false. */
export type Rule = (event: Fields, nowSeconds: number) => Refusal | false;
