import { Gauge, Registry } from 'prom-client';
import type { EventQuality } from './event-quality.js';

/** Returns the figures in the Prometheus text format. Shares are from 0 to 1. */
export async function toQualityMetrics(
  figures: readonly { pixelId: string; events: readonly EventQuality[] }[],
): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({
      name: `twinbeam_meta_${name}`,
      help,
      labelNames: ['pixel', 'event', ...labelNames],
      registers: [registry],
    });
  const match = gauge('match_quality', 'Event match quality according to Meta, from 0 to 10');
  const keys = gauge('match_key_ratio', 'Share of server events that have a match key', ['key']);
  const coverage = gauge('event_coverage_ratio', 'Share of browser events that the server covers');
  const dedupe = gauge('dedupe_key_ratio', 'Share of events that have a key by which Meta counts them once', [
    'key',
    'leg',
  ]);
  const fresh = gauge('real_time', 'Whether events arrive in real time according to Meta, 1 or 0');
  for (const { pixelId, events } of figures) {
    for (const { event, matchQuality, matchKeys, coverage: covered, dedupeKeys, freshness } of events) {
      const labels = { pixel: pixelId, event };
      if (matchQuality !== undefined) match.set(labels, matchQuality);
      for (const [key, share] of Object.entries(matchKeys)) keys.set({ ...labels, key }, share / 100);
      if (covered !== undefined) coverage.set(labels, covered / 100);
      for (const { key, browser, server } of dedupeKeys) {
        dedupe.set({ ...labels, key, leg: 'browser' }, browser / 100);
        dedupe.set({ ...labels, key, leg: 'server' }, server / 100);
      }
      if (freshness !== undefined) fresh.set(labels, freshness === 'real_time' ? 1 : 0);
    }
  }
  return registry.metrics();
}
