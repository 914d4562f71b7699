import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findWebKit } from './find-webkit.js';
import { createWebDriverSession } from './web-driver.js';

const webKit = findWebKit();
/** Matches Linux's entry of a driver that this process has started: id, name, state, parent. */
const driverStat = new RegExp(`^\\d+ \\(WebKitWebDriver\\) \\w ${process.pid} `);

const listDrivers = () => readdirSync('/proc').filter((id) => readStat(id).match(driverStat));

function readStat(id: string): string {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    // Not a process, or a process that has ended in the meantime.
    return '';
  }
}

describe.runIf(webKit)('the driver of WebKit', () => {
  it('ends when it has no session', async () => {
    const before = listDrivers();
    const capabilities = { 'webkitgtk:browserOptions': { binary: '/none', args: [] } };
    await expect(createWebDriverSession(webKit?.driver ?? '', process.env, capabilities)).rejects.toThrow('WebDriver');
    await expect.poll(listDrivers).toEqual(before);
  });
});
