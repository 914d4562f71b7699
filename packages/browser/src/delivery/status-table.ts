/**
 * The effect of a response on the messages of its request:
 * - `settled`: the server has accepted them;
 * - `retry`: they are stored and sent again later;
 * - `split`: they are sent again in halves; a single message is refused;
 * - `refused`: they are dropped, with a warning in the console.
 */
export type Outcome = 'settled' | 'retry' | 'split' | 'refused';

/** Statuses that judge the body: it is too large, or the server or a filter before it refuses something in it. */
const judgesBody = /^4(0[06]|1[35]|22)$/;

/**
 * Selects the outcome of a request. Only the server settles messages, and only what judges a message drops it. Any other
 * response may come from something between page and server, or be that of a site while it is being deployed.
 *
 * @param status the HTTP status; 0 without a response
 * @param hasResults whether the body has the server's results
 * @param isSandboxed whether the page's origin is `null`: browsers hide the response that refuses it from the page
 */
export function selectOutcome(status: number, hasResults: boolean, isSandboxed: boolean): Outcome {
  if (isSandboxed && (status === 0 || status === 403)) return 'refused';
  if (hasResults && status >= 200 && status < 300) return 'settled';
  return judgesBody.test(`${status}`) ? 'split' : 'retry';
}
