import type { Fault } from '../faults/fault.js';

/** A fault with a switch on the page. */
export interface FaultPreset {
  title: string;
  text: string;
  fault: Fault & { name: string };
}

/** Faults that occur in practice, in the form in which Meta reports them. */
export const faultPresets: FaultPreset[] = [
  {
    title: 'Graph is down',
    text: 'Every request to the Conversions API fails with 503.',
    fault: { name: 'graph-down', target: 'graph', status: 503 },
  },
  {
    title: 'Graph is slow',
    text: 'Every response of the Conversions API takes three seconds.',
    fault: { name: 'graph-slow', target: 'graph', delayMs: 3_000 },
  },
  {
    title: 'Rate limit',
    text: 'Graph refuses requests with the code 80004 and Retry-After: 5.',
    fault: { name: 'rate-limit', target: 'graph', status: 400, code: 80_004, isTransient: true, retryAfter: 5 },
  },
  {
    title: 'Token expired',
    text: 'Graph refuses requests with the code 190, subcode 463.',
    fault: { name: 'token-expired', target: 'graph', status: 401, code: 190, subcode: 463 },
  },
  {
    title: 'One bad event',
    text: 'Graph refuses the next event, and each request that contains it.',
    fault: { name: 'bad-event', target: 'graph', badEvents: 1 },
  },
  {
    title: 'Pixel blocked',
    text: 'Neither the Pixel library nor its hits get through, as with an ad blocker.',
    fault: { name: 'pixel-blocked', target: 'pixel', cut: 'before' },
  },
];
