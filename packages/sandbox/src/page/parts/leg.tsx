import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

interface LegProps {
  source: 'browser' | 'server';
  isPresent: boolean;
  /** The text below the leg's name. */
  children: ComponentChildren;
}

/** One leg of an event in a list. */
export function Leg({ source, isPresent, children }: LegProps) {
  return (
    <span class={isPresent ? `leg leg-${source}` : 'leg missing'}>
      <Icon name={source} />
      <span>
        {source === 'browser' ? 'Browser' : 'Server'}
        <small>{children}</small>
      </span>
    </span>
  );
}
