import { isFields } from '@twinbeam/shared';
import type { Outbox } from './outbox.js';

type MemberTypes<Type> = {
  [Name in keyof Type]: Type[Name] extends boolean
    ? 'boolean'
    : Type[Name] extends (...args: never[]) => unknown
      ? 'function'
      : MemberTypes<Type[Name]>;
};

/** Members of the `Outbox` interface, to check an engine that was written in plain JavaScript. */
const outboxMembers: MemberTypes<Outbox> = {
  durable: 'boolean',
  ready: 'function',
  put: 'function',
  checkWritable: 'function',
  take: 'function',
  extend: 'function',
  confirm: 'function',
  postpone: 'function',
  setAside: 'function',
  waitForDue: 'function',
  pauses: { list: 'function', set: 'function', end: 'function' },
  withdrawals: { add: 'function', find: 'function', size: 'function', list: 'function' },
  pixels: 'function',
  storeIds: 'function',
  stats: 'function',
  queue: { list: 'function', drop: 'function', replay: 'function' },
  deadLetters: {
    list: 'function',
    show: 'function',
    replay: 'function',
    drop: 'function',
    dropAll: 'function',
    countBefore: 'function',
    dropBefore: 'function',
    add: 'function',
  },
  held: { add: 'function', end: 'function', list: 'function' },
  forget: 'function',
  onStateChange: 'function',
  close: 'function',
};

/** Finds the members of the `Outbox` interface that an object lacks, as dotted names. */
export const findMissingMembers = (outbox: object): string[] => findMissing(outbox, outboxMembers);

function findMissing(value: unknown, members: object, path = ''): string[] {
  return Object.entries(members).flatMap(([name, type]: [string, string | object]) => {
    const member = isFields(value) ? value[name] : undefined;
    if (typeof type === 'object') return findMissing(member, type, `${path}${name}.`);
    return typeof member === type ? [] : [path + name];
  });
}
