import { createMemoryOutbox } from '@twinbeam/server';
import { describeOutbox } from '@twinbeam/server/outbox-contract';

/** As anyone holds an engine of his own to it: by the published package. */
describeOutbox('memory, by the published contract', { create: (now) => createMemoryOutbox({ now }) });
