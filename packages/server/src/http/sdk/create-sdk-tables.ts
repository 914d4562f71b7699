import type { ResolvedOptions } from '../../options/resolve-options.js';
import type { BodyBudget } from '../body-budget.js';
import type { RouteTable } from '../routes.js';
import type { Turns } from '../turns.js';
import { createSdkRoutes, type SdkRoutesOptions } from './sdk-routes.js';

interface SdkTools extends Pick<SdkRoutesOptions, 'acceptBatch' | 'guard' | 'metrics' | 'refuseBody' | 'sampler'> {
  budget: BodyBudget;
  turns: Turns;
}

/**
 * Creates the routes for libraries of RudderStack and Segment, below the base path and at the root. Without a key there
 * are no routes.
 */
export function createSdkTables(
  { basePath, collect: { origins, timeoutMs }, sdk, serverKey, writeKey }: ResolvedOptions,
  { budget, turns, ...tools }: SdkTools,
): { sdk: RouteTable; atRoot: RouteTable } {
  if (writeKey === undefined && serverKey === undefined) return { sdk: {}, atRoot: {} };
  const { atRoot, maxBytes, maxMessages } = sdk;
  const limits = { maxBytes, maxMessages, timeoutMs, budget, turns };
  const create = (prefix: string) =>
    createSdkRoutes({ ...tools, origins, keys: { writeKey, serverKey }, limits }, prefix);
  return { sdk: create(basePath), atRoot: atRoot ? create('') : {} };
}
