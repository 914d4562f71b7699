import type { RefusedRequest } from '../events/refused-request.js';
import type { FailedRequest } from './faults.js';

const cuts = {
  before: 'The connection was dropped before anything was stored',
  half: 'The connection was dropped in the middle of the response; the events were stored',
  after: 'The connection was dropped before the response; the events were stored',
};

/** Maps a request that failed because of a fault to the explanation that the page shows. */
export function explainFault({ fault, path, pixelId }: FailedRequest): Omit<RefusedRequest, 'id' | 'receivedAt'> {
  const { target, status, code, subcode, cut, name } = fault;
  const response = status === undefined ? cuts[cut ?? 'before'] : `The response was ${status}`;
  const label = name ? ` by the fault ${name}` : ' by a fault';
  return {
    source: target === 'graph' ? 'server' : 'browser',
    pixelId,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subcode }),
    cause: 'fault',
    reason: `${response}${code === undefined ? '' : ` with the code ${code}`},${label}. Path: ${path}.`,
    fix: 'Switch the fault off, and watch the sender try again.',
    eventCount: 0,
  };
}
