/**
 * The effect of a response on the messages of its request:
 * - `settled`: the server has accepted them;
 * - `retry`: they are stored and sent again later;
 * - `split`: they are sent again in halves; a single message is refused;
 * - `refused`: they are dropped, with a warning in the console.
 */
export type Outcome = 'settled' | 'retry' | 'split' | 'refused';

const rows: readonly (readonly [status: RegExp, outcome: Outcome])[] = [
  [/^2/, 'settled'],
  // Too large, or one of the messages is malformed.
  [/^4(00|13)/, 'split'],
  // No response, a timeout, too early, too many requests, or an error of the server. 401, 403, 404 and 405 too: while a
  // site is being deployed, the path may be missing or closed for a moment.
  [/^(0|40[13458]|42[59]|5)/, 'retry'],
];

/**
 * Selects the outcome of a request.
 *
 * @param status the HTTP status; 0 without a response
 * @param hasResults whether the body has the server's results: without results nothing is settled
 * @param isSandboxed whether the page's origin is `null`: browsers hide the response that refuses it from the page
 */
export function selectOutcome(status: number, hasResults: boolean, isSandboxed: boolean): Outcome {
  if (isSandboxed && (status === 0 || status === 403)) return 'refused';
  const outcome = rows.filter(([pattern]) => pattern.test(`${status}`))[0]?.[1] ?? 'refused';
  return outcome === 'settled' && !hasResults ? 'retry' : outcome;
}
