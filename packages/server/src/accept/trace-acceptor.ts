import type { Tracing } from '../monitoring/tracing.js';
import type { Acceptor } from './acceptor.js';

/** Wraps each `acceptAll` call in a tracing span. */
export const traceAcceptor = (acceptor: Acceptor, tracing: Tracing): Acceptor => ({
  ...acceptor,
  acceptAll(messages, use) {
    const attributes = { 'twinbeam.messages': messages.length, 'twinbeam.source': use.source };
    return tracing.run('twinbeam accept', attributes, () => acceptor.acceptAll(messages, use));
  },
});
