import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findWebKit } from './find-webkit.js';
import { createWebDriverSession } from './web-driver.js';

const webKit = findWebKit();
const listDrivers = () =>
  spawnSync('pgrep', ['-P', String(process.pid), 'WebKitWebDriver'], { encoding: 'utf8' })
    .stdout.split('\n')
    .sort();

describe.runIf(webKit)('the driver of WebKit', () => {
  it('ends when it has no session', async () => {
    const before = listDrivers();
    const capabilities = { 'webkitgtk:browserOptions': { binary: '/none', args: [] } };
    await expect(createWebDriverSession(webKit?.driver ?? '', process.env, capabilities)).rejects.toThrow('WebDriver');
    await expect.poll(listDrivers).toEqual(before);
  });
});
