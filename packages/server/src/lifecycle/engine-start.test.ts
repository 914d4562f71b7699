import { describe, expect, it } from 'vitest';
import { OutboxError } from '../outbox/outbox.js';
import { startEngine } from './engine-start.js';

/** Starts an engine that fails to open this number of times, and collects the log. */
function startWith(failures: number, isClosing = false) {
  const logged: string[] = [];
  const log = (_data: object, text: string) => void logged.push(text);
  let attempts = 0;
  let setState: (problem: OutboxError | undefined) => void = () => undefined;
  const outbox = {
    async ready() {
      attempts++;
      if (attempts <= failures) throw new OutboxError('unavailable', 'The engine does not respond.');
    },
    onStateChange(listener: typeof setState) {
      setState = listener;
      return () => undefined;
    },
  };
  const logger = { info: log, warn: log, error: log };
  const { opened } = startEngine({ outbox, pixelIds: ['1'], leaseMs: 30_000, logger, isClosing: () => isClosing });
  return { opened, logged, attempts: () => attempts, setState: (problem?: OutboxError) => setState(problem) };
}

describe('startEngine', () => {
  it('opens the engine at once, and only once', async () => {
    const { opened, logged, attempts } = startWith(0);
    await opened();
    await opened();
    expect([attempts(), logged]).toEqual([1, []]);
  });

  it('rejects with the reason of the first attempt, logs it once, and tries again when it is asked again', async () => {
    const { opened, logged, attempts } = startWith(2);
    for (let call = 0; call < 2; call++) {
      await expect(opened()).rejects.toMatchObject({ name: 'OutboxError', code: 'unavailable' });
    }
    await opened();
    expect([attempts(), logged]).toEqual([3, ['the outbox cannot be used yet; it is tried again']]);
  });

  it('logs nothing about an engine that is being closed', async () => {
    const { opened, logged } = startWith(1, true);
    await expect(opened()).rejects.toThrow(OutboxError);
    expect(logged).toEqual([]);
  });

  it('logs when the engine is lost and when it is back', () => {
    const { logged, setState } = startWith(0);
    setState(new OutboxError('unavailable', 'gone'));
    setState();
    expect(logged).toEqual(['the outbox is out of reach; nothing is accepted', 'the outbox is back']);
  });
});
