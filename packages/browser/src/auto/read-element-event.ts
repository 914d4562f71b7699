import { callMethod } from './call-method.js';
import { isObject } from './is-object.js';

/** The action upon which an element sends its event. */
export type Trigger = 'click' | 'submit' | 'visible';

/** The event that an element declares, or the problem with its attributes. */
export type ElementEvent =
  | { trigger: Trigger; event: string; properties: Record<string, unknown> }
  | { problem: string };

/** The selector of elements that declare an event. */
export const eventSelector = '[data-twinbeam-event]';
/** The attributes that describe an element's event. */
export const eventAttributes = ['data-twinbeam-event', 'data-twinbeam-properties', 'data-twinbeam-on'];

const triggers: readonly string[] = ['click', 'submit', 'visible'] satisfies Trigger[];

/** Selects an element's default trigger: submit for forms, click for controls and links, visible for all others. */
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
    // Reported below.
  }
  return { problem: `data-twinbeam-properties must be a JSON object, such as '{"product_id":"7","price":9.5}'` };
}
