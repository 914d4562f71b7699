import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.js';
import { type EventState, StateLabel } from './state-label.js';

interface DetailsPanelProps {
  title: string;
  /** The state; undefined until it is known. */
  state: EventState | undefined;
  onClose(): void;
  children: ComponentChildren;
}

/** The panel of the open event. Escape closes it, and the focus returns to its previous element. */
export function DetailsPanel({ title, state, onClose, children }: DetailsPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const aside = panel.current;
    const opener = document.activeElement as HTMLElement | null;
    // On a narrow page the panel covers the list, so the focus must follow.
    if (matchMedia('(max-width: 999px)').matches) aside?.querySelector('button')?.focus();
    return () => {
      if (aside?.contains(document.activeElement)) opener?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      ref={panel}
      class="details panel"
      aria-label="Open event"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <div class="details-head">
        <h2>{title}</h2>
        {state && <StateLabel state={state} />}
        <button type="button" class="close" onClick={onClose}>
          <Icon name="cross" />
          <span class="hidden">Close</span>
        </button>
      </div>
      {children}
    </aside>
  );
}
