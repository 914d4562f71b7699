import {
  createEventId,
  type Fields,
  type IdentifiedEvent,
  type Message,
  type Problem,
  type Settings,
  toFields,
} from '@twinbeam/shared';
import { applyAction } from './apply-action.js';
import type { MappingMemo } from './mapping-memo.js';
import type { ServerEventContext } from './server-event.js';

/** Adds a problem to the result. An error rejects the message. */
export type Report = (problem: Problem) => void;

/**
 * The mapping of one message to one event. Every step reads it, returns its part of the event, and reports the problems
 * that it finds.
 */
export interface Mapping {
  /** The message, with the values that its action sets. */
  readonly message: Message;
  /** `message.properties`; empty unless it is an object, as are the next three. */
  readonly properties: Fields;
  readonly traits: Fields;
  readonly context: Fields;
  /** `message.context.traits`. */
  readonly contextTraits: Fields;
  /** The event's name, id and action, which both legs share. */
  readonly identified: IdentifiedEvent;
  readonly settings: Settings;
  /** The options for Meta in `message.integrations`. */
  readonly options: Fields;
  /** The clock, in milliseconds since 1970. */
  readonly now: number;
  /** A browser or SDK has just sent the message. */
  readonly live: boolean;
  /** The message is of a visitor's own request. */
  readonly fromVisitor: boolean;
  readonly createId: () => string;
  /** Results that the messages of one request share. */
  readonly memo: MappingMemo;
  readonly report: Report;
}

/** Input of a mapping. */
export interface MappingInput {
  /** The message as it was given. */
  message: Message;
  identified: IdentifiedEvent;
  settings: Settings;
  options: Fields;
  context: ServerEventContext;
  memo: MappingMemo;
  report: Report;
}

/** Creates the mapping of a message to the event that it was identified as. */
export function createMapping({
  message: given,
  identified,
  settings,
  options,
  context,
  memo,
  report,
}: MappingInput): Mapping {
  const { now = Date.now(), live = false, fromVisitor = live, createId = createEventId } = context;
  const message = applyAction(given, identified);
  const messageContext = toFields(message.context);
  return {
    message,
    properties: toFields(message.properties),
    traits: toFields(message.traits),
    context: messageContext,
    contextTraits: toFields(messageContext.traits),
    identified,
    settings,
    options,
    now,
    live,
    fromVisitor,
    createId,
    memo,
    report,
  };
}
