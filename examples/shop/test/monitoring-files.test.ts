import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { deployFolder, readAlerts, readDeployFile } from './deploy-files.js';

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

const dashboard = JSON.parse(readDeployFile('dashboard.json')) as Dashboard;
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [`panel ${title}`, expr] as const)),
  ...readAlerts().map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
];

const ignore = () => undefined;

/** Reads the metrics of a new instance. */
async function readMetrics(): Promise<string> {
  const options = { pixelId: '1', accessToken: 't', outbox: 'memory:', metrics: { token: 'm' } } as const;
  const twinbeam = createTwinbeam({ ...options, logger: { info: ignore, warn: ignore, error: ignore } });
  const server = express().use(twinbeamExpress(twinbeam)).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/twin/metrics`, { headers: { authorization: 'Bearer m' } });
  const text = await response.text();
  await twinbeam.close({ server });
  return text;
}

describe('dashboard and alerts', () => {
  it('ask for series that are there from the start, by labels that these have', async () => {
    const text = await readMetrics();
    const names = new Set([...text.matchAll(/^(twinbeam_\w+)/gm)].map(([, name]) => name));
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, label]) => label));
    expect(expressions.length).toBeGreaterThan(20);
    for (const [place, expr] of expressions) {
      for (const [name] of expr.matchAll(/twinbeam_\w+/g)) expect([place, names.has(name)]).toEqual([place, true]);
      for (const [, list = ''] of expr.matchAll(/ by \(([^)]*)\)/g)) {
        expect([place, list.split(', ').every((label) => labels.has(label))]).toEqual([place, true]);
      }
    }
  });

  it('has panels side by side that do not overlap', () => {
    const places = (JSON.parse(readDeployFile('dashboard.json')) as { panels: { gridPos: { x: number; y: number } }[] })
      .panels;
    expect(new Set(places.map(({ gridPos }) => `${gridPos.x} ${gridPos.y}`)).size).toBe(places.length);
  });
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe.runIf(hasPromtool)("Prometheus' own tool", () => {
  it.each([
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
  ])('is content with %s %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: deployFolder, encoding: 'utf8' });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('understands each expression of the dashboard', async () => {
    const exprs = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const rules = exprs.map((expr, index) => ({ record: `panel_${index}`, expr }));
    const folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
    await writeFile(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { stderr } = spawnSync('promtool', ['check', 'rules', 'rules.yml'], { cwd: folder, encoding: 'utf8' });
    await rm(folder, { recursive: true });
    expect(stderr).toBe('');
  });
});

it.skipIf(hasPromtool)('skipped: promtool is not installed, so alerts are not tried', ({ skip }) => skip());
