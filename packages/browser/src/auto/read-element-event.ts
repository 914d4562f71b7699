import { callMethod } from './call-method.js';
import { isObject } from './is-object.js';

/** Action that makes an element send its event. */
export type Trigger = 'click' | 'submit' | 'visible';

/** The event that an element declares, or the problem of its attributes. */
export type ElementEvent =
  | { trigger: Trigger; event: string; properties: Record<string, unknown> }
  | { problem: string };

/** Selects the elements that have an event. */
export const eventSelector = '[data-twinbeam-event]';
/** The attributes of an element's event. */
export const eventAttributes = ['data-twinbeam-event', 'data-twinbeam-properties', 'data-twinbeam-on'];

const triggers: readonly string[] = ['click', 'submit', 'visible'] satisfies Trigger[];

/** Selects the trigger of an element that names none: what a visitor does with it, or else that it is visible. */
const selectTrigger = (element: Element): Trigger =>
  callMethod(element, 'matches', 'form')
    ? 'submit'
    : callMethod(element, 'matches', 'a,button,input,select,summary,label,[role=button],[role=link]')
      ? 'click'
      : 'visible';

/** Reads the event of an element that `eventSelector` selects. */
export function readElementEvent(element: Element): ElementEvent {
  const [event = '', json, trigger = selectTrigger(element)] = eventAttributes.map(
    (name) => callMethod(element, 'getAttribute', name) ?? undefined,
  );
  if (!triggers.includes(trigger))
    return { problem: `data-twinbeam-on must be ${triggers.join(', ')}: not "${trigger}"` };
  try {
    const properties: unknown = JSON.parse(json || '{}');
    if (isObject(properties) && !Array.isArray(properties)) {
      return { trigger: trigger as Trigger, event, properties };
    }
  } catch {
    // Described below.
  }
  return { problem: `data-twinbeam-properties must be a JSON object, such as '{"product_id":"7","price":9.5}'` };
}
