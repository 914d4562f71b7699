import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { mapMessage } from '@twinbeam/server';
import { checkAgreement } from './lib/agreement.mjs';
import { sdkPurchase } from './lib/business-sdk.mjs';
import { growthContenders } from './lib/growth.mjs';
import { toDigests, toNormalForms } from './lib/limit.mjs';
import { measure } from './lib/measure.mjs';
import { pageMessage, purchaseMessage } from './lib/messages.mjs';
import { count, percent, table } from './lib/table.mjs';
import { visitors } from './lib/visitors.mjs';

const now = Date.now();
const settings = { pixelId: '1234567890' };

const inputs = visitors.map((visitor) => ({
  visitor,
  forms: toNormalForms(visitor),
  purchase: purchaseMessage(visitor, { timestamp: now, phone: visitor.phone }),
  nationalPurchase: purchaseMessage(visitor, { timestamp: now, phone: visitor.nationalPhone }),
  page: pageMessage(visitor, { timestamp: now }),
}));
for (const input of inputs) checkAgreement(input, settings, now);

const texts = inputs.map(({ forms }) => forms.map(([, form]) => form));
const twinbeam = (kind, map = mapMessage) => {
  const messages = inputs.map((input) => input[kind]);
  return (call) => map(messages[call % messages.length], settings, { now }).event;
};

const limit = { name: 'limit: the 11 digests alone', run: (call) => toDigests(texts[call % texts.length]) };
const sdk = {
  name: "Meta's SDK, purchase",
  run: (call) => sdkPurchase(visitors[call % visitors.length], now),
};
const contenders = [
  limit,
  { name: 'Twinbeam, purchase', run: twinbeam('purchase') },
  { name: 'Twinbeam, purchase, national phone', run: twinbeam('nationalPurchase') },
  sdk,
  // A different event, which is not part of the comparison.
  { name: 'Twinbeam, page view', run: twinbeam('page'), alone: true },
];

function printSpeed() {
  const results = measure(contenders, { rounds, sliceMs: 300 });
  const toTime = ({ name }) => results.find((result) => result.name === name).microseconds;
  const rows = results.map(({ name, microseconds, spread, alone }) => [
    name,
    count(1e6 / microseconds),
    microseconds.toFixed(1),
    alone ? '-' : percent(toTime(limit) / microseconds),
    alone ? '-' : `${(toTime(sdk) / microseconds).toFixed(1)} x`,
    percent(spread),
  ]);
  console.log(table(['one thread', 'events/s', 'µs/event', 'of the limit', "of Meta's SDK", 'spread'], rows));
}

function printGrowth() {
  const results = measure(growthContenders(settings, now), { rounds, sliceMs: 150 });
  const rows = results.map(({ unit, count: size, microseconds, spread }, index) => {
    const smaller = results[index - 1]?.unit === unit ? results[index - 1] : undefined;
    return [
      unit,
      count(size),
      microseconds.toFixed(1),
      (microseconds / size).toFixed(2),
      smaller ? ((microseconds - smaller.microseconds) / (size - smaller.count)).toFixed(2) : '-',
      percent(spread),
    ];
  });
  console.log(table(['growth', 'items', 'µs/event', 'µs/item', 'µs/added item', 'spread'], rows));
}

/**
 * Compares with the mapper of another checkout, which is built too, by their fastest rounds: other programs disturb these
 * least. @param folder its path
 */
async function printComparison(folder) {
  const other = await import(pathToFileURL(resolve(folder, 'packages/server/dist/index.js')));
  const rows = ['purchase', 'nationalPurchase', 'page'].map((kind) => {
    const pair = [
      { name: 'the other checkout', run: twinbeam(kind, other.mapMessage) },
      { name: 'this checkout', run: twinbeam(kind) },
    ];
    const [before, after] = measure(pair, { rounds, sliceMs: 200 });
    return [kind, before.fastest.toFixed(1), after.fastest.toFixed(1), percent(after.fastest / before.fastest)];
  });
  console.log(table(['µs/event', 'other checkout', 'this checkout', 'of the other'], rows));
}

const { values } = parseArgs({ options: { against: { type: 'string' } } });
const rounds = values.against ? 25 : 7;
console.log(`Node ${process.version}, ${visitors.length} different visitors, ${rounds} rounds\n`);
if (values.against) await printComparison(values.against);
else {
  printSpeed();
  console.log();
  printGrowth();
}
