/**
 * The values that a strict sandbox accepts. All others are problems.
 *
 * @example
 * const sandbox = await createSandbox({ strict: { pixels: ['1234567890'], names: ['Sign Up'] } });
 */
export interface StrictOptions {
  /** Ids of the pixels. Graph refuses events for others, and their hits are not stored. Default: any. */
  pixels?: string[] | undefined;
  /** Access tokens. Graph refuses others. Default: any, except empty and placeholder strings. */
  tokens?: string[] | undefined;
  /** Names of events, in addition to Meta's standard events. */
  names?: string[] | undefined;
  /** Names of events that have only one leg on purpose, such as those that only server code sends. */
  singleLeg?: string[] | undefined;
}

const placeholder = /^(undefined|null|none|token|test|xxx+|<.*>|\[.*\]|\{.*\}|your[\W_].*|.*[\W_]?here)$/i;

/** Returns whether a string is a placeholder for an access token. */
export const isPlaceholder = (token: string): boolean => placeholder.test(token);
