import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from './find-files.js';

/** Runs the pnpm that runs the tests, or otherwise the version named in the scripts, and returns its output. */
export function runPnpm(args: string[]): string {
  const { npm_execpath: pnpm = '' } = process.env;
  const [command, ...before] = /pnpm[^/\\]*$/.test(pnpm)
    ? [process.execPath, pnpm]
    : ['npx', '--yes', readPnpmName(), '--silent'];
  return execFileSync(command as string, [...before, ...args], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
}

const readPnpmName = () => /pnpm@[\d.]+/.exec(readFileSync(`${root}package.json`, 'utf8'))?.[0] ?? 'pnpm';
