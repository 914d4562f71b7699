// Creates instance after instance, like development that reloads a module, each while the previous ones store events.
// Prints how many events were accepted: node reloader.mjs OUTBOX TIMES
import { createTwinbeam } from '@twinbeam/server';

const [outbox, times] = process.argv.slice(2);
const ignore = () => undefined;
const logger = { info: ignore, warn: ignore, error: ignore };
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
const instances = [];
const calls = [];
for (let number = 0; number < times; number++) {
  instances.push(createTwinbeam({ pixelId: '1', accessToken: 't', outbox, graphUrl: 'http://127.0.0.1:9', logger }));
  calls.push(...instances.map((twinbeam) => twinbeam.track('Lead', {}, { identity })));
  // So that transactions of some instances begin before the next one opens.
  await new Promise((resolve) => setTimeout(resolve, number % 5));
}
const results = await Promise.all(calls);
process.stdout.write(String(results.filter(({ status }) => status === 'accepted').length));
await Promise.all(instances.map((twinbeam) => twinbeam.close(1_000)));
process.exit();
