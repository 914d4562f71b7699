import { error, isFields, type MappingResult, type Message, type Problem } from '@twinbeam/shared';
import { describeProblems } from './describe-problems.js';
import type { MappedServerEvent, ServerEvent } from './server-event.js';

/**
 * A function that gets each event of the server's leg before it is stored. It may change the event or return another
 * one; `null` or `false` drops the event. It must not be asynchronous, and must not change the message, which is mapped
 * for other pixels too. Fields that it adds are sent unchanged, so match keys must be hashed.
 *
 * @param event the event as the Conversions API gets it
 * @param message the message that it was mapped from
 * @example
 * const beforeSend: BeforeSend = (event, message) => {
 *   if (event.event_name === 'Lead' && !event.custom_data.plan) return null;
 *   event.custom_data.channel = 'shop';
 *   return event;
 * };
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that changes the event in place returns nothing.
export type BeforeSend = (event: ServerEvent, message: Message) => ServerEvent | null | false | undefined | void;

/**
 * Applies `beforeSend` to an event. If it throws, or does not return an event, the event is rejected.
 *
 * @param onError called with the thrown value, whose text may hold personal data of the message
 */
export function applyBeforeSend(
  mapped: MappedServerEvent & { problems: Problem[] },
  message: unknown,
  beforeSend: BeforeSend,
  onError: (thrown: unknown) => void,
): MappingResult<MappedServerEvent> {
  const { event, problems } = mapped;
  try {
    const returned = beforeSend(event, message as Message);
    if (returned === null || returned === false) return { skipped: "'beforeSend' drops this event" };
    const result = returned ?? event;
    if (isEvent(result) && isJson(result)) return { ...mapped, event: result };
    onError(new TypeError('beforeSend returned something that is no event'));
  } catch (thrown) {
    onError(thrown);
  }
  return { rejected: [...describeProblems([error('before-send-failed', 'beforeSend')]), ...problems] };
}

/** Returns whether an event can be written as JSON. Throws for a BigInt or a cycle. */
const isJson = (event: ServerEvent): boolean => JSON.stringify(event) !== undefined;

/** Returns whether Meta may accept a value as an event. If Meta refuses one event, it refuses its whole request. */
function isEvent(value: unknown): value is ServerEvent {
  if (!isFields(value)) return false;
  const { event_name, event_id, event_time, action_source, user_data, custom_data } = value;
  const texts = [event_name, event_id, action_source];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    Number.isInteger(event_time) &&
    isFields(user_data) &&
    isFields(custom_data)
  );
}
