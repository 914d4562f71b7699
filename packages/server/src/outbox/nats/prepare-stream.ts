import type { StreamConfig } from '@nats-io/jetstream';
import { OutboxError } from '../outbox.js';
import type { Link } from './connection.js';
import { ignoreNotFound } from './errors.js';

/** A stream as it is created, and the fields that must be the same of one that exists. */
export interface StreamDefinition {
  config: Partial<StreamConfig> & { name: string };
  checks: StreamCheck[];
  /** Changes of one that exists. */
  updates?: Partial<Pick<StreamConfig, 'max_msgs' | 'max_age'>>;
}

export interface StreamCheck {
  field: keyof StreamConfig & string;
  /** Undefined: any value fits. */
  expected: unknown;
  /** The option by which it is given. */
  option: string;
}

/** Code of a stream with that name, which another process has just created. */
const nameInUse = 10058;

/**
 * Creates a stream, or checks the one that exists. Returns whether there was none. Throws `OutboxError` that names each
 * difference.
 */
export async function prepareStream(
  { jsm }: Link,
  { config, checks, updates = {} }: StreamDefinition,
  servers: string,
): Promise<boolean> {
  const { name } = config;
  const info = await jsm.streams.info(name).catch(ignoreNotFound);
  if (!info) {
    const created = await jsm.streams.add(config).catch((error: { code?: number }) => {
      if (error.code === nameInUse) return undefined;
      throw error;
    });
    if (created) return true;
  }
  const found = (info ?? (await jsm.streams.info(name))).config as StreamConfig;
  const differences = checks
    .filter(({ field, expected }) => expected !== undefined && found[field] !== expected)
    .map(({ field, expected, option }) => `${option} is ${String(found[field])}, wanted is ${String(expected)}`);
  const subjects = JSON.stringify(config.subjects);
  if (JSON.stringify(found.subjects) !== subjects) differences.push(`subjects are not ${subjects}`);
  if (differences.length === 0) {
    const isChanged = Object.entries(updates).some(([field, value]) => found[field as keyof StreamConfig] !== value);
    if (isChanged) await jsm.streams.update(name, updates);
    return false;
  }
  throw new OutboxError(
    'unusable',
    `The stream ${name} at NATS ${servers} is not as the options say: ${differences.join('; ')}. Nothing was changed. Change the options, or the stream (nats stream edit ${name}).`,
  );
}
