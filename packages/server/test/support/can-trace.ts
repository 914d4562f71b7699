import { spawnSync } from 'node:child_process';

/** Whether strace is installed, and may trace here. */
export const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
