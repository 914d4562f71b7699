/**
 * What a strict sandbox knows. Everything else is a problem.
 *
 * @example
 * const sandbox = await createSandbox({ strict: { pixels: ['1234567890'], names: ['Sign Up'] } });
 */
export interface StrictOptions {
  /** Ids of the pixels. Graph refuses others, and hits of others are not stored. Default: any. */
  pixels?: string[];
  /** Access tokens. Graph refuses others. Default: any but empty and placeholder text. */
  tokens?: string[];
  /** Names of events besides Meta's standard events. */
  names?: string[];
  /** Names of events that have one leg on purpose, such as those sent by server code alone. */
  singleLeg?: string[];
}

const placeholder = /^(undefined|null|none|token|test|xxx+|<.*>|\[.*\]|\{.*\}|your[\W_].*|.*[\W_]?here)$/i;

/** Returns whether a text only stands in the place of an access token. */
export const isPlaceholder = (token: string): boolean => placeholder.test(token);
