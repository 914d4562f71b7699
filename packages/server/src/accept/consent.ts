import { parseConsent } from '@twinbeam/shared';

/** Rule by which a site asks for consent. */
export interface ConsentRule {
  /** The cookie that stores the visitor's decision; the script of the page writes it. */
  cookie: string;
  /** Whether nothing may be sent of a visitor without a decision. */
  required: boolean;
  /** Meaning of Global Privacy Control for a visitor without a decision. */
  gpc: 'deny' | 'ldu' | 'ignore';
}

/**
 * Returns whether events of a visitor may be sent: every value (of a consent cookie, or undefined) must allow it.
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

/** Selects what counts of several consent cookies: a refusal, else one that cannot be read, else the first. */
export function selectConsent(values: readonly string[]): string | undefined {
  const find = (state: string) => values.find((value) => parseConsent(value)?.state === state);
  return find('denied') ?? find('pending') ?? values[0];
}

/** Reads the consent that a message carries. */
export function readMessageConsent(message: unknown): unknown {
  try {
    return (message as { context?: { consent?: unknown } } | null)?.context?.consent;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}
