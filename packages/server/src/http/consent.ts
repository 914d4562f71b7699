import { parseConsent } from '@twinbeam/shared';

/** How a site asks for consent. */
export interface ConsentRule {
  /** The cookie that stores the visitor's decision; the script of the page writes it. */
  cookie: string;
  /** Whether nothing may be sent of a visitor without a decision. */
  required: boolean;
}

/** Tells whether events of a visitor may be sent: every value (of a consent cookie, or undefined) must allow it. */
export function hasConsent(values: readonly unknown[], { required }: ConsentRule): boolean {
  let granted = !required;
  for (const value of values) {
    const state = parseConsent(value)?.state;
    if (state === 'granted') granted = true;
    else if (state !== undefined) return false;
  }
  return granted;
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
