import type { Settings } from '@twinbeam/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapMessage, type ServerEvent } from '../dist/index.js';
import { arbitraryProperties, eventName, type Fields, jsonValue, settings } from './support/arbitraries.js';
import { type FbqCall, openPage } from './support/page.js';

/**
 * Compares both legs for generated events and settings: the Pixel calls of the built page scripts, and the events that
 * the built server creates from the messages of the same page. A failure prints the seed that repeats it.
 */

/** One or two pixels, each with its own settings. */
const pixels = fc
  .array(settings, { minLength: 1, maxLength: 2 })
  .map((list) => list.map((each, index): Settings => ({ ...each, pixelId: `${index + 1}` })));

const event = fc.record({ name: eventName, properties: arbitraryProperties(jsonValue), isPage: fc.boolean() });

/** Problems that only the server can detect. */
const serverOnly = /^(action-source-invalid|event-too-far|no-match-keys|user-agent-missing|url-missing)$/;

const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

// Not repeated by CI either: another seed would hide what this one has found.
describe('what a page loads', { retry: 0 }, () => {
  it('sends the Pixel the same name, id and custom data as the server sends Graph, or nothing if the server rejects the event', async () => {
    const counts = { sent: 0, silent: 0 };
    await fc.assert(
      fc.asyncProperty(pixels, fc.array(event, { minLength: 4, maxLength: 8 }), async (use, events) => {
        const page = openPage(use);
        await page.read();
        for (const { name, properties, isPage } of events) {
          const eventId = isPage ? page.twinbeam.page(name, properties) : page.twinbeam.track(name, properties);
          const { calls, messages } = await page.read();
          if (!messages[0]) {
            // For a purchase that was sent before, or an event without a name, neither leg sends anything.
            expect(calls.filter(isTracked)).toEqual([]);
            continue;
          }
          for (const [index, each] of use.entries()) {
            const call = calls.find((one) => isTracked(one) && one[1] === each.pixelId);
            compareLegs(call, messages[0], each, counts);
            if (call && index === 0) expect(call[4]?.eventID).toBe(eventId);
          }
        }
        page.close();
      }),
      { numRuns: 120 },
    );
    expect(counts.sent).toBeGreaterThan(300);
    expect(counts.silent).toBeGreaterThan(30);
  }, 120_000);
});

const isTracked = ([method]: FbqCall): boolean => /^trackSingle(Custom)?$/.test(method);

/** Additions to earlier events, and events that opt out of ads, are sent by the server alone. */
const isOfServerLeg = ({ event_name, opt_out }: ServerEvent): boolean =>
  event_name === 'AppendValue' || event_name === 'AppendAttribution' || opt_out === true;

function compareLegs(
  call: FbqCall | undefined,
  message: Fields,
  use: Settings,
  counts: { sent: number; silent: number },
): void {
  const server = mapMessage(message, use);
  if (server.skipped !== undefined) {
    // The setting `events` excludes the event.
    expect({ message, reason: server.skipped, fired: call !== undefined }).toMatchObject({ fired: false });
    counts.silent++;
    return;
  }
  const errors = (server.rejected ?? []).filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const isRejected = errors.some((code) => !serverOnly.test(code));
  // In strict mode the server may reject the event for a reason of its own.
  const lenient = mapMessage(message, { ...use, strict: false });
  // Without an event of the server, only the page has seen whether it opts out of ads.
  if (!isRejected && !('event' in lenient)) return;
  const fired = !isRejected && 'event' in lenient && !isOfServerLeg(lenient.event);
  expect({ message, errors, fired: call !== undefined }).toEqual({ message, errors, fired });
  if (!fired) counts.silent++;
  if (!call || !('event' in server)) return;
  counts.sent++;
  const [, , name, data, options] = call;
  expect({ name, data, id: options?.eventID }).toEqual({
    name: server.event.event_name,
    data: toJson(server.event.custom_data),
    id: server.event.event_id,
  });
}
