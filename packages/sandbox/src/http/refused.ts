import type { RefusedRequest } from '../events/refused-request.js';

/** The reason to refuse a request, and the fix. */
export type Refused = Pick<RefusedRequest, 'reason' | 'cause' | 'fix'> &
  Partial<RefusedRequest> & {
    /** The sentence of the response. Default: the reason. */
    message?: string;
  };
