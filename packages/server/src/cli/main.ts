import { readFileSync } from 'node:fs';
import { exitCodes } from './exit-codes.js';
import { printError } from './output.js';
import { runCommandLine } from './run-command-line.js';

let isTold = false;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader, such as `head`, has closed the pipe, or the disk is full: the command still finishes its work.
    if (error.code === 'EPIPE' || isTold) return;
    isTold = true;
    printError(`The output cannot be written: ${error.message}`);
    process.once('exit', () => {
      process.exitCode = exitCodes.failed;
    });
  });
}

// The path is relative to `dist/`, where this file is built.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
await runCommandLine(process.argv.slice(2), version);
