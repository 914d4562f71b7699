import type { CreateElement } from './create-element.js';
import { offeredEvents, suggestEvent, toAttribute, toElementName } from './suggest-event.js';

/** Creates what the overlay shows of a picked element: the event, to be changed, and the attribute, to be copied. */
export function createPickedElement(create: CreateElement, element: Element, clipboard: Clipboard | undefined) {
  const input = create('input', { value: suggestEvent(element) });
  const attribute = create('textarea', { readOnly: true, rows: 2 });
  const note = create('p', { role: 'status' });
  const show = () => {
    attribute.value = toAttribute(input.value);
  };
  const copy = async () => {
    attribute.select();
    try {
      // Without permission, or in a page that is not secure, there is none.
      await clipboard?.writeText(attribute.value);
      note.textContent = clipboard ? 'Copied.' : 'Selected: copy it by the keyboard.';
    } catch {
      note.textContent = 'Selected: copy it by the keyboard.';
    }
  };
  input.addEventListener('input', show);
  show();
  // A list of the browser would be shown outside, in the page's own style.
  const offers = offeredEvents.filter((event) => event !== input.value).join(', ');
  const button = create('button', { type: 'button', onclick: () => void copy() }, 'Copy');
  const label = (text: string, field: HTMLElement) => create('label', {}, text, field);
  return create(
    'div',
    {},
    create('h3', {}, 'Picked element'),
    create('code', {}, toElementName(element)),
    label('Event', input),
    create('p', {}, `Others: ${offers}, or a name of your own.`),
    label('Attribute', attribute),
    button,
    note,
    create('p', {}, 'The tag needs data-auto="elements" for it.'),
  );
}
