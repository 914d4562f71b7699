import type { StreamConfig } from '@nats-io/jetstream';
import { OutboxError } from '../outbox.js';
import type { Link } from './connection.js';
import { ignoreNotFound } from './errors.js';

/** The configuration with which a stream is created, and the fields that an existing stream must match. */
export interface StreamDefinition {
  config: Partial<StreamConfig> & { name: string };
  checks: StreamCheck[];
  /** Updates of an existing stream. */
  updates?: Partial<Pick<StreamConfig, 'max_msgs' | 'max_age'>>;
}

export interface StreamCheck {
  field: keyof StreamConfig & string;
  /** Undefined if any value is accepted. */
  expected: unknown;
  /** The option that sets the field. */
  option: string;
}

/** Error code when a stream with the name exists already: another process has just created it. */
const nameInUse = 10058;

/**
 * Creates a stream, or checks the existing one. Returns whether it was created. Throws `OutboxError` that names each
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
