// Puts a number of events into an outbox.
import { createLmdbOutbox } from '@twinbeam/server';
import { readGiven, serveParent } from '../lib/child.mjs';
import { fill } from '../lib/fill.mjs';

const { path, rows } = readGiven();
const outbox = createLmdbOutbox({ path, maxPending: Number.POSITIVE_INFINITY });
await fill(outbox, rows);
await outbox.close();
serveParent({});
