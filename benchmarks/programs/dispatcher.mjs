// Sends the events that other processes put, until it is told to end.
import { createTwinbeam } from '@twinbeam/server';
import { readGiven, serveParent } from '../lib/child.mjs';

const logger = { info: () => undefined, warn: console.warn, error: console.error };
const twinbeam = createTwinbeam({ ...readGiven(), logger });
await twinbeam.stats();
serveParent({ stop: () => twinbeam.close() });
