// The sandbox as Meta, with counts of all received events: of a million events it keeps only the last 100,000.
import { createSandbox } from '@twinbeam/sandbox';
import { serveParent } from '../lib/child.mjs';

const pollMs = 500;

const sandbox = await createSandbox();
const eventIds = new Set();
let last = 0;
let counted = 0;

function collect() {
  for (const { id, event_id, counted: isCounted } of sandbox.events()) {
    if (id <= last) continue;
    if (last > 0 && id > last + 1) throw new Error('The sandbox has forgotten events before they were counted.');
    last = id;
    eventIds.add(event_id);
    if (isCounted) counted++;
  }
}
const timer = setInterval(collect, pollMs);

serveParent({
  ready: { url: sandbox.url },
  handlers: {
    counts() {
      collect();
      return { received: last, counted, distinct: eventIds.size, refused: sandbox.refused().length };
    },
  },
  async stop() {
    clearInterval(timer);
    await sandbox.close();
  },
});
