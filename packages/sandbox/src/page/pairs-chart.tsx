import type { TimeBuckets } from '../analysis/to-time-buckets.js';
import { formatClock, formatCount, formatDuration } from './parts/format.js';

const series = [
  { key: 'paired', label: 'paired' },
  { key: 'browser-only', label: 'browser only' },
  { key: 'server-only', label: 'server only' },
  { key: 'single', label: 'one leg by nature' },
  { key: 'refused', label: 'refused' },
] as const;

const width = 600;
const height = 96;

/** Draws the number of events over time, by state. Patterns distinguish the parts of a bar. */
export function PairsChart({ buckets: { buckets, startMs, stepMs } }: { buckets: TimeBuckets }) {
  const totals = buckets.map((bucket) => series.reduce((sum, { key }) => sum + bucket[key], 0));
  const most = Math.max(1, ...totals);
  const slot = width / Math.max(12, buckets.length);
  const present = series.filter(({ key }) => buckets.some((bucket) => bucket[key] > 0));
  const formatStart = (index: number) => formatClock(startMs + index * stepMs);
  const summary = present
    .map(({ key, label }) => `${formatCount(buckets.reduce((sum, bucket) => sum + bucket[key], 0))} ${label}`)
    .join(', ');
  return (
    <figure class="pairs-chart">
      <figcaption>
        Events over time, one bar per {formatDuration(stepMs)}
        <span class="legend">
          {present.map(({ key, label }) => (
            <span key={key}>
              <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
                <rect class={`bar bar-${key}`} width="12" height="12" fill={`url(#pattern-${key})`} />
              </svg>
              {label}
            </span>
          ))}
        </span>
      </figcaption>
      <div class="plot">
        <span class="most">{formatCount(most)}</span>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={summary ? `Events over time: ${summary}.` : 'No events yet.'}
        >
          <Patterns />
          <path class="grid" d={`M0 0.5H${width}M0 ${height / 2}H${width}M0 ${height - 0.5}H${width}`} />
          {buckets.map((bucket, index) => {
            let top = height;
            return present.map(({ key, label }) => {
              const size = (bucket[key] / most) * (height - 4);
              top -= size;
              return size > 0 ? (
                <rect
                  key={key}
                  class={`bar bar-${key}`}
                  fill={`url(#pattern-${key})`}
                  x={index * slot + slot * 0.1}
                  y={top}
                  width={slot * 0.8}
                  height={size}
                >
                  <title>{`${formatStart(index)}: ${bucket[key]} ${label}`}</title>
                </rect>
              ) : null;
            });
          })}
        </svg>
      </div>
      {buckets.length > 0 && (
        <div class="axis" aria-hidden="true">
          <span>{formatStart(0)}</span>
          {buckets.length >= 12 && <span>{formatStart(buckets.length)}</span>}
        </div>
      )}
    </figure>
  );
}

/** The patterns of the bars: solid, stripes, dots and a grid, in the colours of the style sheet. */
function Patterns() {
  const drawings: Record<string, string> = {
    paired: '',
    'browser-only': 'M-1 5L5 -1M-1 9L9 -1M3 9L9 3',
    'server-only': 'M1.5 2h1M5.5 6h1',
    single: 'M0 2h8M0 6h8',
    refused: 'M0 0L8 8M8 0L0 8',
  };
  return (
    <defs>
      {Object.entries(drawings).map(([key, path]) => (
        <pattern key={key} id={`pattern-${key}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect class={`fill-${key}`} width="8" height="8" />
          {path && <path class={`lines-${key}`} d={path} />}
        </pattern>
      ))}
    </defs>
  );
}
