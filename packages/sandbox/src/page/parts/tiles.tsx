import { formatCount } from './format.js';

/** A figure with its name. */
export interface Tile {
  label: string;
  /** The figure; undefined until it is known. */
  value: number | undefined;
  /** The colour of the figure if it is above 0. */
  tone?: 'good' | 'odd' | 'bad';
}

/** The figures of a page. */
export function Tiles({ tiles }: { tiles: readonly Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map(({ label, value, tone = '' }) => (
        <div key={label} class={value ? tone : ''}>
          <dt>{label}</dt>
          <dd>{value === undefined ? '–' : formatCount(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
