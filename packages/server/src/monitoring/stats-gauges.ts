import { Gauge, type Registry } from 'prom-client';
import type { TwinbeamStats } from './twinbeam-stats.js';

/**
 * Creates the gauges of stored events and paused pixels. Returns a function that sets them.
 *
 * @param pixelIds the pixels for which this process sends
 */
export function createStatsGauges(registry: Registry, pixelIds: readonly string[]): (stats: TwinbeamStats) => void {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const pending = gauge('twinbeam_pending_events', 'Events that Meta has not confirmed');
  const oldest = gauge('twinbeam_oldest_pending_seconds', 'Age of the oldest of them');
  const inQuarantine = gauge('twinbeam_quarantined_events', 'Events that Meta refused and that are tried again');
  const held = gauge('twinbeam_held_orders', 'Orders whose events wait to be confirmed');
  const dead = gauge('twinbeam_dead_letters', 'Events that were set aside and are kept');
  const bytes = gauge('twinbeam_outbox_bytes', 'Bytes of stored events and dead letters');
  const paused = gauge('twinbeam_pixel_paused', '1 while nothing is sent to a pixel', ['pixel']);

  const engine = gauge('twinbeam_outbox_info', 'The engine that stores the events; always 1', [
    'name',
    'version',
    'replicas',
  ]);

  const inSecond = gauge('twinbeam_outbox_second_events', 'Events that the second outbox has yet to hand over');
  const secondUsed = gauge('twinbeam_outbox_second_used', '1 while the second outbox takes what the first cannot');

  return (stats) => {
    pending.set(stats.pending);
    oldest.set(stats.oldestAgeMs === undefined ? 0 : stats.oldestAgeMs / 1000);
    inQuarantine.set(stats.quarantined);
    held.set(stats.held);
    dead.set(stats.deadLetters);
    if (stats.bytes !== undefined) bytes.set(stats.bytes);
    const { name, version = '', replicas = 1 } = stats.engine;
    inSecond.set(stats.second?.pending ?? 0);
    secondUsed.set(stats.second?.isUsed ? 1 : 0);
    engine.reset();
    engine.set({ name, version: String(version), replicas: String(replicas) }, 1);
    for (const pixel of pixelIds) paused.set({ pixel }, stats.paused[pixel] === undefined ? 0 : 1);
  };
}
