import { isObject } from './is-object.js';

/** On what an element sends its event. */
export type Trigger = 'click' | 'submit' | 'visible';

/** What an element says of its event; with problem, why it says nothing. */
export type ElementEvent =
  | { trigger: Trigger; event: string; properties: Record<string, unknown> }
  | { problem: string };

/** Finds the elements that have an event. */
export const eventSelector = '[data-twinbeam-event]';
/** The attributes that make an element's event. */
export const eventAttributes = ['data-twinbeam-event', 'data-twinbeam-properties', 'data-twinbeam-on'];

const triggers: readonly string[] = ['click', 'submit', 'visible'] satisfies Trigger[];

/** An element's trigger unless it names one: what a visitor does with it, or else that it is seen. */
const ownTrigger = (element: Element): Trigger =>
  element.matches('form')
    ? 'submit'
    : element.matches('a,button,input,select,summary,label,[role=button],[role=link]')
      ? 'click'
      : 'visible';

/** Reads the event of an element that `eventSelector` finds. */
export function readElementEvent(element: Element): ElementEvent {
  const [event = '', json, trigger = ownTrigger(element)] = eventAttributes.map(
    (name) => element.getAttribute(name) ?? undefined,
  );
  if (!triggers.includes(trigger))
    return { problem: `data-twinbeam-on must be ${triggers.join(', ')}: not "${trigger}"` };
  try {
    const properties: unknown = JSON.parse(json || '{}');
    if (isObject(properties) && !Array.isArray(properties)) {
      return { trigger: trigger as Trigger, event, properties };
    }
  } catch {
    // Told below.
  }
  return { problem: `data-twinbeam-properties must be a JSON object, such as '{"product_id":"7","price":9.5}'` };
}
