import type { CreateElement } from './create-element.js';

/** Picks an element of the page, by a click or with Tab and Enter. The page does not receive the click. */
export interface ElementPicker {
  /** Starts picking, or ends it without an element. */
  toggle(): void;
  isOn(): boolean;
  close(): void;
}

export interface ElementPickerOptions {
  window: Window;
  /** The overlay's element in the page. */
  host: Element;
  root: ShadowRoot;
  create: CreateElement;
  onPick(element: Element): void;
  /** Called when picking starts and ends. */
  onChange(): void;
}

export function createElementPicker(options: ElementPickerOptions): ElementPicker {
  const { window, host, root, create, onPick, onChange } = options;
  // Covers the page, so that no click reaches it.
  const shield = create('div', { className: 'shield' });
  const frame = create('div', { className: 'frame' });
  let current: Element | undefined;
  let stop: (() => void) | undefined;

  const mark = (element: Element | undefined) => {
    current = element;
    const { left = 0, top = 0, width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
    // Set as properties, because a content security policy may forbid a style attribute.
    frame.style.transform = `translate(${left}px, ${top}px)`;
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
  };
  const end = () => {
    stop?.();
    stop = undefined;
    shield.remove();
    frame.remove();
    onChange();
  };
  const pick = () => {
    const element = current;
    end();
    if (element) onPick(element);
  };
  const findBelow = ({ clientX, clientY }: MouseEvent) =>
    window.document.elementsFromPoint(clientX, clientY).find((element) => element !== host);
  const onMove = (event: MouseEvent) => mark(findBelow(event));
  const onClick = (event: MouseEvent) => {
    mark(findBelow(event));
    pick();
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target !== host) mark(target as Element);
  };
  const onKey = (event: KeyboardEvent) => {
    const isOfPage = window.document.activeElement !== host;
    if (event.key !== 'Escape' && !(event.key === 'Enter' && isOfPage && current)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === 'Escape') end();
    else pick();
  };

  const start = () => {
    root.append(shield, frame);
    mark(undefined);
    shield.addEventListener('mousemove', onMove);
    shield.addEventListener('click', onClick);
    window.addEventListener('focusin', onFocus, true);
    window.addEventListener('keydown', onKey, true);
    stop = () => {
      window.removeEventListener('focusin', onFocus, true);
      window.removeEventListener('keydown', onKey, true);
    };
    onChange();
  };
  return {
    toggle: () => (stop ? end() : start()),
    isOn: () => !!stop,
    close: () => stop && end(),
  };
}
