import { createSafeDocument } from '../../page/safe-document.js';
import type { PixelWindow } from '../../pixel/fbq.js';
import type { Report } from '../../reports.js';
import { type ConsentView, createConsentView, type DebuggedTracker, toWaitingText } from '../consent-view.js';
import { readPageState } from '../read-page-state.js';
import { type CreateElement, createElementFactory } from './create-element.js';
import { createElementPicker } from './element-picker.js';
import { createEventList } from './event-list.js';
import { createOverlayRoot } from './overlay-root.js';
import { createPickedElement } from './picked-element.js';

/**
 * Shows the debug mode on the page: each event with both legs, the page's state, and the element picker. Does
 * nothing in a browser without constructable style sheets.
 *
 * @param earlier earlier reports, to be shown too
 * @param onClose called when the overlay is closed
 */
export function openOverlay(
  tracker: DebuggedTracker,
  window: PixelWindow & typeof globalThis,
  earlier: readonly Report[] = [],
  onClose?: () => void,
): void {
  const root = createOverlayRoot(window);
  if (!root) return;
  const { host } = root;
  const create = createElementFactory(window.document);

  const consent = createConsentView(tracker, window);
  const title = create('h2', { onclick: () => fold(false) });
  const state = create('dl', { className: 'state' });
  const picked = create('div');
  const panel = create('section', { ariaLabel: 'Twinbeam debug mode' });
  const events = createEventList(create, window, tracker.pixels, () => {
    title.textContent = `${events.toTitle()}${toTitleNote(consent)}`;
    state.replaceChildren(...createStateRows(create, tracker, window, consent));
  });
  const handle = (report: Report) => {
    consent.handle(report);
    events.handle(report);
  };

  const picker = createElementPicker({
    window,
    host,
    root,
    create,
    onPick(element) {
      picked.replaceChildren(createPickedElement(create, element, window.navigator.clipboard));
      picked.querySelector('input')?.focus();
      picked.scrollIntoView();
    },
    onChange: () => {
      // Folded, it hides less of the page.
      fold(picker.isOn());
      pickButton.ariaPressed = `${picker.isOn()}`;
      pickNote.textContent = picker.isOn() ? 'Click an element, or Tab to it and press Enter. Escape ends it.' : '';
    },
  });
  const button = (text: string, onclick: () => void) => create('button', { type: 'button', onclick }, text);
  const pickButton = button('Pick an element', picker.toggle);
  pickButton.ariaPressed = 'false';
  const pickNote = create('p', { role: 'status' });
  const foldButton = button('Fold', () => fold(!panel.className));
  const fold = (isSmall: boolean) => {
    panel.className = isSmall ? 'small' : '';
    foldButton.textContent = isSmall ? 'Unfold' : 'Fold';
  };
  const stop = tracker.on(handle) as () => void;
  const close = button('Close', () => {
    picker.close();
    stop();
    events.stop();
    consent.stop();
    host.remove();
    onClose?.();
  });
  const body = create(
    'div',
    { className: 'body', tabIndex: 0 },
    picked,
    events.element,
    create('h3', {}, 'Page'),
    state,
  );
  panel.append(create('header', {}, title, pickButton, foldButton, close), pickNote, body);
  root.append(panel);
  // A phone has no room for both: at first a line with the count.
  fold(window.innerWidth <= 640);
  events.show();
  earlier.forEach(handle);
  createSafeDocument(window).documentElement.append(host);
}

/** Returns the events that wait for consent, and a refusal, for the title. */
function toTitleNote(consent: ConsentView): string {
  const waiting = consent.waiting() > 0 ? `, ${toWaitingText(consent.waiting())}` : '';
  return `${waiting}${consent.state() === 'denied' ? ', consent denied' : ''}`;
}

/** Creates the terms and descriptions of the page's state. */
function createStateRows(
  create: CreateElement,
  { pixels }: DebuggedTracker,
  window: PixelWindow,
  consent: ConsentView,
): HTMLElement[] {
  const rows = [['Consent', consent.text()], ...readPageState(window, pixels)];
  return rows.flatMap(([name = '', text = '']) => [create('dt', {}, name), create('dd', {}, text)]);
}
