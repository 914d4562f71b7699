import type { CreateElement } from './create-element.js';
import { offeredEvents, suggestEvent, toAttribute, toElementName } from './suggest-event.js';

/** Creates the overlay's form for a picked element: the event, which can be edited, and the attribute to copy. */
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
      // Rejects without permission. A page that is not secure has no clipboard.
      await clipboard?.writeText(attribute.value);
      note.textContent = clipboard ? 'Copied.' : 'Selected: copy it by the keyboard.';
    } catch {
      note.textContent = 'Selected: copy it by the keyboard.';
    }
  };
  input.addEventListener('input', show);
  show();
  // Not a `datalist`: the browser would show it outside of the overlay, in the page's style.
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
