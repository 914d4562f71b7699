import { spawnSync } from 'node:child_process';

/** Whether strace is installed and allowed to trace here. */
export const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
