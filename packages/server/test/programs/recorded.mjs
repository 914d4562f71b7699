// Changes an outbox on disk from several tasks, and prints what must hold after a crash: `ack ID` after a put, `gone
// ID` before a confirmation. node recorded.mjs FOLDER TASKS ROUNDS
import { createLmdbOutbox } from '@twinbeam/server';

const [path, tasks, rounds] = process.argv.slice(2);
const outbox = createLmdbOutbox({ path });
const say = (word, ids) => process.stdout.write(`${ids.map((id) => `${word} ${id}`).join('\n')}\n`);
const json = JSON.stringify({ event_name: 'Lead', custom_data: { note: 'n'.repeat(300) } });
const event = (eventId, size) => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'server',
  expiresAt: 1e15,
  // Some events are longer than a page of the file.
  json: size ? json.replace('nnn', 'n'.repeat(size)) : json,
});

const put = async (task) => {
  for (let round = 0; round < rounds; round++) {
    const events = [1, 2, 3].map((number) => event(`t${task}-${round}-${number}`, round % 5 === 0 ? 9_000 : 0));
    await outbox.put(events);
    say(
      'ack',
      events.map(({ eventId }) => eventId),
    );
  }
};

let putting = true;
const settle = async () => {
  while (putting) {
    const taken = await outbox.take('1', 6, 60_000, { lane: 'server' });
    const ids = taken.map(({ id }) => id);
    const confirmed = taken.slice(0, 3);
    if (confirmed.length > 0) {
      say(
        'gone',
        confirmed.map(({ eventId }) => eventId),
      );
      await outbox.confirm(confirmed.map(({ id }) => id));
    }
    await outbox.postpone(ids.slice(3, 5), Date.now() + 1, { lane: 'quarantine', refusal: { reason: 'refused' } });
    await outbox.setAside(ids.slice(5), { reason: 'refused' });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

await Promise.all([
  Promise.all(Array.from({ length: Number(tasks) }, (_, task) => put(task))).then(() => (putting = false)),
  settle(),
]);
await outbox.close();
