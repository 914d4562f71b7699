import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { createTwinbeam, type SendResult, type Twinbeam, type TwinbeamOptions } from '@twinbeam/server';

/** A stand-in for Meta, a folder, and server instances that send to it; `close` ends them all. */
export interface Fixture {
  sandbox: Sandbox;
  /** An empty folder. */
  folder: string;
  /** The log lines of the instances. */
  logged: string[];
  /** Creates an instance that sends to the sandbox. */
  start(options?: TwinbeamOptions): Twinbeam;
  /** Returns the ids of the events that the sandbox has received, in order. */
  arrived(): string[];
  /** Registers a function that is called when the fixture is closed. */
  closeLater(close: () => unknown): void;
  close(): Promise<void>;
}

export const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };

/** Returns an event in the form that an outbox takes. */
export const createEvent = (eventId: string) => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'page' as const,
  expiresAt: 1e15,
  json: '{}',
});

export const toIds = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id);

export const track = (twinbeam: Twinbeam, eventId: string): Promise<SendResult> =>
  twinbeam.track('Lead', {}, { identity, eventId });

/** @param toOptions returns the options of each instance, given the fixture's folder */
export async function createFixture(toOptions: (folder: string) => TwinbeamOptions): Promise<Fixture> {
  const sandbox = await createSandbox();
  const folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
  const logged: string[] = [];
  const log = (data: object, text: string) => void logged.push(`${text} ${JSON.stringify(data)}`);
  const closers: (() => unknown)[] = [];
  return {
    sandbox,
    folder,
    logged,
    start(options = {}) {
      const pixel = options.pixels ? {} : { pixelId: '1', accessToken: 'EAAsecretToken' };
      const twinbeam = createTwinbeam({
        ...pixel,
        graphUrl: sandbox.url,
        logger: { info: log, warn: log, error: log },
        ...toOptions(folder),
        ...options,
        // On a busy machine, requests would otherwise be refused with 503.
        collect: { maxDelayMs: 60_000, ...(options.collect ?? toOptions(folder).collect) },
      });
      closers.push(() => twinbeam.close(500));
      return twinbeam;
    },
    arrived: () => sandbox.events().flatMap(({ event_id }) => event_id ?? []),
    closeLater: (close) => void closers.push(close),
    async close() {
      await Promise.all(closers.map((close) => close()));
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}
