import { spawnSync } from 'node:child_process';

/** A JavaScript runtime other than the version of Node that runs the tests. */
export interface Runtime {
  name: string;
  isInstalled: boolean;
  /** Returns the command that runs a program file. */
  toCommand: () => string[];
  /**
   * Returns the command that serves the `fetch` of a file's default export; missing if the runtime has no such server.
   */
  toServe?: (port: number) => string[];
}

const isInstalled = (program: string) => spawnSync(program, ['--version']).status === 0;

/** Bun, Deno and a newer Node. */
export const runtimes: Runtime[] = [
  { name: 'Bun', isInstalled: isInstalled('bun'), toCommand: () => ['bun'], toServe: () => ['bun'] },
  {
    name: 'Deno',
    isInstalled: isInstalled('deno'),
    toCommand: () => ['deno', 'run', '--allow-all'],
    toServe: (port) => ['deno', 'serve', '--allow-all', '--port', `${port}`],
  },
  { name: 'the newest Node', isInstalled: isInstalled('node-newest'), toCommand: () => ['node-newest'] },
];
