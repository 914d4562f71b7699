/** Paths of 16 by 16 icons. Legs and states differ in shape, not only in colour. */
const paths = {
  browser: 'M2 3h12v10H2zM2 6h12M4 4.5h1M6 4.5h1',
  server: 'M3 2h10v5H3zM3 9h10v5H3zM5 4.5h2M5 11.5h2',
  done: 'M3 8.5l3.5 3.5L13 4.5',
  differs: 'M3 6h10M3 10h10M11 3L5 13',
  'browser-only': 'M2 3h12v10H2zM8 3v10M3 5h4M3 8h4M3 11h4',
  'server-only': 'M2 3h12v10H2zM8 3v10M9 5h4M9 8h4M9 11h4',
  single: 'M8 3a5 5 0 1 0 .01 0M8 7.5v1',
  queued: 'M8 3a5 5 0 1 0 .01 0M8 5.5v3l2 1',
  retry: 'M12.5 6A5 5 0 1 0 13 9M13 3v3.5H9.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  none: 'M3 8h10',
};

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
