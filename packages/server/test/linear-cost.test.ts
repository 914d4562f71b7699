import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GrowingInput, type GrowingRequest, listTexts, patterns, structures } from './support/growing-input.js';
import { findStoredBound, type MeasuredServer, startMeasuredServer } from './support/measured-server.js';
import { createRandom, pick } from './support/random.js';

/** `TWINBEAM_LONG=1` tries every pattern at every position; otherwise some are drawn at random. */
const isLong = process.env.TWINBEAM_LONG === '1';
/** Number of requests drawn at random, and the time limit for them. */
const requestCount = Number(process.env.TWINBEAM_REQUESTS ?? 300);
const maxMs = Number(process.env.TWINBEAM_SECONDS ?? 600) * 1_000;
const seed = Number(process.env.TWINBEAM_SEED ?? Math.floor(Math.random() * 1e9));

const random = createRandom(seed);
const texts = isLong
  ? patterns.flatMap(listTexts)
  : listTexts('a').map((_, position) => {
      return listTexts(pick(patterns, random))[position] as GrowingInput;
    });

let server: MeasuredServer;
beforeAll(async () => {
  server = await startMeasuredServer();
});
afterAll(() => server.close());

/** Returns the lowest CPU time of several runs of a request, in microseconds. */
async function measure(request: GrowingRequest, times: number): Promise<number> {
  const { send } = server.prepare(request);
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) {
    const before = process.cpuUsage();
    await (await send()).arrayBuffer();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/**
 * Returns the factor by which the cost grows when the input doubles: the lowest of several measurements, because other
 * load can only increase it.
 */
async function findRatio({ create, max }: GrowingInput): Promise<number> {
  let ratio = Number.POSITIVE_INFINITY;
  for (const times of [3, 6, 12, 25]) {
    ratio = Math.min(ratio, (await measure(create(max), times)) / (await measure(create(max / 2), times)));
    if (ratio <= 2.3) break;
  }
  return ratio;
}

/** Returns the bytes of the heap that are in use after garbage collection. */
function readUsedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Sends one request, and expects the response, log and stored data to be in proportion to its length. */
async function expectSmall(input: GrowingInput, size: number): Promise<void> {
  const { counts } = server;
  counts.stored = 0;
  counts.logged = 0;
  const { send, bytes } = server.prepare(input.create(size));
  const response = await send();
  const { length } = Buffer.from(await response.arrayBuffer());
  const what = `${input.name}, size ${size}`;
  expect(response.status, what).toBeLessThan(500);
  expect(length + counts.logged, what).toBeLessThan(16_000);
  expect(counts.stored, what).toBeLessThan(findStoredBound(input, bytes));
}

describe(`a request with one large part (TWINBEAM_SEED=${seed})`, () => {
  it.each([...structures, ...texts])(
    'costs no more than in proportion to its length: $name',
    async (input) => {
      for (let size = input.max / 16; size <= input.max; size *= 2) await expectSmall(input, size);
      expect(await findRatio(input)).toBeLessThanOrEqual(2.3);
    },
    120_000,
  );
});

describe('requests with one large part', () => {
  it('leave no data in memory', async () => {
    const requests = structures.map(({ create, max }) => server.prepare(create(max)));
    const sendAll = async () => {
      for (const { send } of requests) await (await send()).arrayBuffer();
    };
    await sendAll();
    const before = readUsedBytes();
    for (let time = 0; time < 5; time++) await sendAll();
    const sentBytes = 5 * requests.reduce((sum, { bytes }) => sum + bytes, 0);
    // Allows for memory that the platform itself keeps for connections.
    expect(readUsedBytes() - before).toBeLessThan(sentBytes / 10 + 2_000_000);
  }, 120_000);
});

describe(`requests drawn at random (TWINBEAM_SEED=${seed})`, () => {
  /** Draws a text at a random position with a random pattern, or a structure. */
  const drawInput = (): GrowingInput => pick(random() < 0.7 ? listTexts(pick(patterns, random)) : structures, random);

  it(
    `have small responses, whichever part grows, in ${requestCount} requests`,
    async () => {
      const end = Date.now() + maxMs;
      let sent = 0;
      while (sent < requestCount && Date.now() < end) {
        const input = drawInput();
        // The size is drawn on a logarithmic scale, so that small sizes are as frequent as large ones.
        await expectSmall(input, Math.max(1, Math.floor(input.max ** random())));
        sent++;
      }
      if (isLong) console.log(`${sent} requests drawn at random, seed ${seed}`);
      expect(sent).toBeGreaterThan(0);
    },
    maxMs + 60_000,
  );
});
