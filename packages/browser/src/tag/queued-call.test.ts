import { expect, it, vi } from 'vitest';
import { type QueuedCall, replayCalls, sortQueuedCalls } from './queued-call.js';

const calls = (names: string): QueuedCall[] =>
  names.split(' ').map((name, index) => [name as QueuedCall[0], [], `${index}`]);
const names = (list: readonly QueuedCall[]) => list.map(([name]) => name).join(' ');

it.each([null, undefined, 7, {}, []])('%j among the calls is no call, and is passed over', (entry) => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { early, late } = sortQueuedCalls([entry as never, ...calls('track')]);
  const track = vi.fn();
  replayCalls({ track } as never, [...early, ...late]);
  expect(track.mock.calls).toEqual([[undefined, undefined, undefined, '0']]);
});

it.each([
  ['track page identify consent', 'identify consent', 'track page'],
  ['track ready track flush', 'flush', 'track ready track'],
  ['reset identify track', 'reset identify', 'track'],
  ['identify track reset identify track consent', 'identify consent', 'track reset identify track'],
])('the queue %j is replayed as %j, then %j', (queue, early, late) => {
  const sorted = sortQueuedCalls(calls(queue));
  expect([names(sorted.early), names(sorted.late)]).toEqual([early, late]);
});
