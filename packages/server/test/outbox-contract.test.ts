import { createMemoryOutbox } from '@twinbeam/server';
import { describeOutbox } from '@twinbeam/server/outbox-contract';

/** Tests an engine like an outside author would: with the published package. */
describeOutbox('memory, by the published contract', { create: (now) => createMemoryOutbox({ now }) });
