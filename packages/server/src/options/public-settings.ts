import type { EventFilter, Settings } from '@twinbeam/shared';
import { toMetaName } from '../mapping/meta-name.js';

/**
 * Returns the settings of a pixel for pages: without the test codes of actions, which only the server may know, and
 * without the events that server code holds.
 */
export function toPublicSettings(settings: Settings, held: readonly string[] = []): Settings {
  const { actions, events } = settings;
  return {
    ...settings,
    ...(actions && { actions: actions.map(({ testEventCode, ...action }) => action) }),
    ...(held.length > 0 && { events: withoutHeld(settings, events, held) }),
  };
}

/**
 * Removes held events from those that a page sends. Compares Meta's names too, so that the page does not send the event
 * under another name that means the same.
 */
function withoutHeld(settings: Settings, events: EventFilter | undefined, held: readonly string[]): EventFilter {
  const names = new Set(held.map((event) => toMetaName(event, settings)));
  if (events && 'allow' in events) {
    return { allow: events.allow.filter((event) => !names.has(toMetaName(event, settings))) };
  }
  return { deny: [...new Set([...(events?.deny ?? []), ...held, ...names])] };
}
