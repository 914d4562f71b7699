import type { NameAnalysis } from '../analysis/analyse-events.js';
import { matchKeyWeights } from '../analysis/match-quality.js';
import { formatShare } from './format.js';
import { Breakable } from './parts/breakable.js';

const order = matchKeyWeights.flatMap(({ keys }) => keys);

/** Draws which share of the events carry each match key, by leg. Keys that matter and that no event has are named below. */
export function CoverageChart({ name }: { name: NameAnalysis }) {
  const byKey = new Map(name.keys.map((row) => [row.key, row]));
  const others = [...byKey.keys()].filter((key) => !order.includes(key));
  const rows = [...order, ...others].flatMap((key) => byKey.get(key) ?? []);
  const missing = order.filter((key) => !byKey.has(key));
  return (
    <>
      <table class="coverage">
        <caption>Events with each match key</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Browser</th>
            <th scope="col">Server</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, browser, server }) => (
            <tr key={key}>
              <th scope="row">
                <code>
                  <Breakable text={key} />
                </code>
              </th>
              <td>
                <Bar share={browser} leg="browser" />
              </td>
              <td>
                <Bar share={server} leg="server" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {missing.length > 0 && <p class="missing-keys">No event has {missing.join(', ')}.</p>}
    </>
  );
}

function Bar({ share, leg }: { share: number | undefined; leg: 'browser' | 'server' }) {
  return (
    <span class="share">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="track" width="100" height="10" />
        <rect class={`value-${leg}`} width={Math.round((share ?? 0) * 100)} height="10" />
      </svg>
      <span>{formatShare(share)}</span>
    </span>
  );
}
