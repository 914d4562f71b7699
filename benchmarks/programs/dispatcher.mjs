// Sends what others put, until it is told to end.
import { createTwinbeam } from '@twinbeam/server';
import { given, serveParent } from '../lib/child.mjs';

const logger = { info: () => undefined, warn: console.warn, error: console.error };
const kit = createTwinbeam({ ...given(), logger });
await kit.stats();
serveParent({ stop: () => kit.close() });
