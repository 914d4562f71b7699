// One of several processes that share a store: puts its own events and takes any event, until it is told to end.
import { createLmdbOutbox } from '@twinbeam/server';

const [path, name] = process.argv.slice(2);
const outbox = createLmdbOutbox({ path });
const taken = [];
let ended = false;
process.on('message', () => {
  ended = true;
});
const put = async () => {
  for (let number = 0; number < 300; number++) {
    await outbox.put([{ pixelId: '1', name: 'Lead', eventId: `${name}-${number}`, expiresAt: 1e15, json: '{}' }]);
  }
  process.send('put');
};
const take = async () => {
  while (!ended) {
    const events = await outbox.take('1', 20, 60_000);
    taken.push(...events.map(({ eventId }) => eventId));
    await outbox.confirm(events.map(({ id }) => id));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
await Promise.all([put(), take()]);
process.send({ taken });
await outbox.close();
process.disconnect();
