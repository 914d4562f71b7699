import { describe, expect, it } from 'vitest';
import { createRequestBatch, maxMessages } from './request-batch.js';

const messages = (count: number, text = '') =>
  Array.from({ length: count }, (_, index) => ({ key: `${index}`, json: JSON.stringify({ index, text }) }));

describe('a batch of a request', () => {
  it('has a body with its messages, the time of the page and the hash of the settings', () => {
    const { body } = createRequestBatch(messages(2), maxMessages, 'abc');
    expect(JSON.parse(body)).toEqual({
      batch: [
        { index: 0, text: '' },
        { index: 1, text: '' },
      ],
      sentAt: expect.any(Number),
      settings: 'abc',
    });
  });

  it.each([
    ['fifty messages', messages(60), maxMessages, 50],
    ['as many messages as the limit says', messages(60), 3, 3],
    ['30 kB, counted in bytes', messages(20, '東'.repeat(3_000)), maxMessages, 3],
    ['the first message, however large it is', messages(2, 'x'.repeat(99_999)), maxMessages, 1],
    ['nothing where there is nothing', [], maxMessages, 0],
  ])('takes %s', (_what, waiting, limit, length) => {
    expect(createRequestBatch(waiting, limit, '').messages).toEqual(waiting.slice(0, length));
  });
});
