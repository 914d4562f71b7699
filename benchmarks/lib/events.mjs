import { mapMessage } from '@twinbeam/server';
import { productView } from './collect-request.mjs';
import { visitors } from './visitors.mjs';

const jsonBytes = 1_000;
const day = 86_400_000;
let count = 0;

/** Product views in Meta's format, each padded to 1 kB. */
const views = visitors.map((visitor) => {
  const { event } = mapMessage(productView(visitor, 'view'), { pixelId: '1' }, { now: Date.now() });
  const padding = jsonBytes - Buffer.byteLength(JSON.stringify(event)) - ',"filler":""'.length;
  event.custom_data.filler = 'x'.repeat(padding);
  return event;
});
const texts = views.map((view) => JSON.stringify(view));

/** Creates an event of 1 kB for the outbox, with its own id. */
export function nextEvent() {
  const number = ++count;
  return {
    pixelId: '1',
    name: 'ViewContent',
    eventId: `event-${process.pid}-${number}`,
    expiresAt: Date.now() + 7 * day,
    json: texts[number % texts.length],
  };
}
