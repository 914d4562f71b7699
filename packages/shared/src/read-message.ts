import { type IntegrationOptions, integrationOptions } from './integrations.js';
import type { EventMessage, Message } from './message.js';
import { type Finding, fail } from './problem.js';
import { fieldsOf, isFields } from './value.js';

/** A foreign message that makes an event. */
export interface ReadMessage {
  source: EventMessage;
  options: IntegrationOptions['options'];
}

/** Reads a foreign message: as one that makes an event, as a reason why it makes none, or as a finding. */
export function readMessage(input: unknown, findings: Finding[]): ReadMessage | string | undefined {
  if (!isFields(input)) fail(findings, 'message-unreadable', 'message');
  const message = fieldsOf(input) as Message;
  const source = sourceOf(message, findings);
  if (source === undefined || typeof source === 'string') return source;
  const { enabled, options } = integrationOptions(message);
  return enabled ? { source, options } : "'integrations' switches this destination off";
}

function sourceOf(message: Message, findings: Finding[]): EventMessage | string | undefined {
  const type = typeof message.type === 'string' ? message.type.trim().toLowerCase() : undefined;
  switch (type) {
    case 'page':
    case 'screen':
      return { type, message };
    case 'track':
      if (typeof message.event === 'string' && message.event.trim()) return { type, message };
      fail(findings, 'event-missing', 'event');
      return undefined;
    case 'identify':
    case 'group':
    case 'alias':
      return `a message of type '${type}' makes no event`;
    default:
      fail(findings, type ? 'type-unsupported' : 'type-missing', 'type');
      return undefined;
  }
}
