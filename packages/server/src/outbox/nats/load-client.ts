import { OutboxError } from '../outbox.js';

export interface NatsClient {
  transport: typeof import('@nats-io/transport-node');
  jetstream: typeof import('@nats-io/jetstream');
}

/** Loads the engine's client packages, which are optional: hosts that use another engine need not install them. */
export async function loadClient(): Promise<NatsClient> {
  try {
    // Imported one by one: bundlers treat an awaited import in a `try` as optional.
    const transport = await import('@nats-io/transport-node');
    const jetstream = await import('@nats-io/jetstream');
    return { transport, jetstream };
  } catch (error) {
    throw new OutboxError(
      'unusable',
      `The outbox in NATS needs two packages more: npm install @nats-io/transport-node @nats-io/jetstream (${(error as Error).message})`,
    );
  }
}
