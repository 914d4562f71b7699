// Calls a library of RudderStack or Segment, and prints the ids of the messages that it has delivered. After half of
// the calls it reports that on standard error, and continues when standard input ends; by then the server is gone.
import { gunzipSync } from 'node:zlib';

const [sdk, url, key, rounds] = process.argv.slice(2);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ids = {};
const note = ({ batch }) => {
  for (const { type, messageId } of batch) ids[messageId] = type;
};

const libraries = {
  async rudder() {
    const { default: Analytics } = await import('@rudderstack/rudder-sdk-node');
    const options = { flushAt: 5, flushInterval: 50, retryCount: 100, axiosRetryConfig: { retryDelay: () => 200 } };
    const analytics = new Analytics(key, { dataPlaneUrl: url, logLevel: 'none', ...options });
    // An error ends this process.
    const onDelivered = (error, body) => {
      if (error) throw error;
      note(JSON.parse(gunzipSync(body).toString()));
    };
    const call = (type, message) => analytics[type](message, onDelivered);
    const end = async () => {
      while (analytics.queue.length > 0) await analytics.flush();
      await analytics.flush();
      await wait(100);
    };
    return { call, end };
  },
  async segment() {
    const { Analytics } = await import('@segment/analytics-node');
    const options = { maxEventsInBatch: 5, flushInterval: 50, maxRetries: 100 };
    const analytics = new Analytics({
      writeKey: key,
      host: url,
      path: `${new URL(url).pathname}/v1/batch`,
      ...options,
    });
    analytics.on('error', (error) => {
      throw new Error(String(error.reason));
    });
    analytics.on('http_response', ({ status, body }) => {
      if (status === 200) note(JSON.parse(body));
    });
    return {
      call: (type, message) => analytics[type](message),
      end: () => analytics.closeAndFlush({ timeout: 60_000 }),
    };
  },
};

const { call, end } = await libraries[sdk]();
let isServerGone = false;
process.stdin.resume().once('end', () => {
  isServerGone = true;
});
for (let round = 0; round < Number(rounds); round++) {
  if (round === Math.floor(Number(rounds) / 2)) {
    process.stderr.write('half\n');
    // The rest is sent while the server is gone.
    while (!isServerGone) await wait(10);
  }
  const userId = `u${round}`;
  call('identify', { userId, traits: { email: `${userId}@example.com` } });
  call('track', { userId, event: 'Product Added', properties: { product_id: 'p1', price: 9.5, currency: 'EUR' } });
  call('page', { userId, name: 'Home', properties: { url: 'https://shop.example/' } });
  call('screen', { userId, name: 'Start' });
  call('group', { userId, groupId: 'g1' });
  call('alias', { userId, previousId: `anonymous-${round}` });
  await wait(20);
}
await end();
process.stdout.write(JSON.stringify(ids));
