import { isDeepStrictEqual } from 'node:util';
import { type Fields, isFields, type Problem, type Settings, toPixelCall } from '@twinbeam/shared';
import { describeProblems } from '../../mapping/describe-problems.js';
import { toServerEvent } from '../../mapping/to-server-event.js';
import type { SandboxPackage } from '../load-package.js';

/** What a leg sends for a message, or why it sends nothing. */
export interface MappedLeg {
  /** The call of the Pixel, or the event of the Conversions API. */
  value?: Fields;
  skipped?: string;
  problems: Problem[];
}

/** A message mapped to both legs, for one pixel. */
export interface MappedBothLegs {
  pixelId: string;
  pixel: MappedLeg;
  server: MappedLeg;
  /**
   * Whether the rules of the sandbox were applied to the event; set only if they were requested and there is an event.
   */
  isChecked?: true;
  /** The parts of the event that Meta refuses, according to those rules. */
  refusal?: string;
}

/** The id shown for a message without an id; the page would create a random one for both legs. */
const idToCome = 'id-to-come';

/** Maps a message to both legs, as page and server would. */
export function mapBothLegs(
  message: unknown,
  settings: Settings,
  { now, findRefusal }: { now: number; findRefusal?: SandboxPackage['findRefusal'] | undefined },
): MappedBothLegs {
  const withId =
    isFields(message) && (message['messageId'] ?? '') === '' ? { ...message, messageId: idToCome } : message;
  const call = toPixelCall(withId, settings);
  const event = toServerEvent(withId, settings, { now, createId: () => idToCome });
  const pixel: MappedLeg =
    'call' in call
      ? { value: { ...call.call }, problems: describeProblems(call.problems) }
      : {
          ...(call.skipped !== undefined && { skipped: call.skipped }),
          problems: describeProblems(call.rejected ?? []),
        };
  const server: MappedLeg =
    'event' in event
      ? { value: { ...event.event }, problems: event.problems }
      : { ...(event.skipped !== undefined && { skipped: event.skipped }), problems: event.rejected ?? [] };
  const refusal = findRefusal ? (findRefused(server, findRefusal, now) ?? findDifference(pixel, server)) : undefined;
  return {
    pixelId: settings.pixelId,
    pixel,
    server,
    ...(findRefusal && server.value && { isChecked: true }),
    ...(refusal !== undefined && { refusal }),
  };
}

const findRefused = (
  { value }: MappedLeg,
  findRefusal: SandboxPackage['findRefusal'],
  now: number,
): string | undefined => (value ? findRefusal(value, now)?.text : undefined);

function findDifference({ value: call }: MappedLeg, { value: event }: MappedLeg): string | undefined {
  // Events of an app, a CRM or a store have only the server leg.
  if (!call || event?.['action_source'] !== 'website') return undefined;
  const isSame =
    call['name'] === event['event_name'] &&
    call['eventID'] === event['event_id'] &&
    isDeepStrictEqual(call['data'], event['custom_data']);
  return isSame ? undefined : 'The legs differ in name, id or custom data, so Meta may not count them as one.';
}

/** Returns whether a message was mapped without an error on either leg. */
export const isMapped = ({ pixel, server, refusal }: MappedBothLegs): boolean =>
  refusal === undefined && ![pixel, server].some(({ value, skipped }) => value === undefined && skipped === undefined);
