import type { Tracing } from '../monitoring/tracing.js';
import type { Acceptance } from './acceptance.js';
import type { Acceptor } from './acceptor.js';

/** Makes each acceptance of messages a span. */
export function traceAcceptor(acceptor: Acceptor, tracing: Tracing): Acceptor {
  const acceptAll: Acceptor['acceptAll'] = (messages, use) => {
    const attributes = { 'twinbeam.messages': messages.length, 'twinbeam.source': use.source };
    return tracing.run('twinbeam accept', attributes, () => acceptor.acceptAll(messages, use));
  };
  return {
    ...acceptor,
    acceptAll,
    accept: async (message, use) => (await acceptAll([message], use))[0] as Acceptance,
  };
}
