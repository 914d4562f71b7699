import { Icon, type IconName } from './icon.js';

/** The state of an event as a page shows it: an icon, a word and a colour. */
export interface EventState {
  icon: IconName;
  label: string;
  tone: 'good' | 'odd' | 'bad' | 'plain';
}

export function StateLabel({ state: { icon, label, tone } }: { state: EventState }) {
  return (
    <span class={`state tone-${tone}`}>
      <Icon name={icon} />
      {label}
    </span>
  );
}
