import { parseConsent } from '@twinbeam/shared';
import { readGiven } from './read-given.js';

/** How a site asks for consent. */
export interface ConsentRule {
  /** The cookie that stores the visitor's decision; the script of the page writes it. */
  cookie: string;
  /** Whether nothing may be sent about a visitor without a decision. */
  required: boolean;
  /** What Global Privacy Control means for a visitor without a decision. */
  gpc: 'deny' | 'ldu' | 'ignore';
}

/**
 * Returns whether a visitor's events may be sent: each value, of a consent cookie or undefined, must allow it.
 *
 * @param hasGpc whether the browser sends Global Privacy Control (https://w3c.github.io/gpc/)
 */
export function hasConsent(values: readonly unknown[], { required, gpc }: ConsentRule, hasGpc = false): boolean {
  let granted = false;
  for (const value of values) {
    const state = parseConsent(value)?.state;
    if (state === 'granted') granted = true;
    else if (state !== undefined) return false;
  }
  return granted || !(required || (hasGpc && gpc === 'deny'));
}

/**
 * Selects the value that applies when there are several consent cookies: a refusal, else an unreadable one, else the
 * first.
 */
export function selectConsent(values: readonly string[]): string | undefined {
  const find = (state: string) => values.find((value) => parseConsent(value)?.state === state);
  return find('denied') ?? find('pending') ?? values[0];
}

/** Reads the consent from a message. */
export const readMessageConsent = (message: unknown): unknown =>
  readGiven(() => (message as { context?: { consent?: unknown } } | null)?.context?.consent);
