import { type ChildProcess, spawn } from 'node:child_process';

/** An X server without a screen. */
export interface Display {
  /** The value of the variable `DISPLAY`. */
  name: string;
  process: ChildProcess;
}

/** Starts an X server on the first free display. */
export async function startDisplay(path: string): Promise<Display> {
  const child = spawn(path, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.stdio[3]?.once('data', (data) => resolve(String(data).trim()));
    child.once('exit', (code) => reject(new Error(`The X server has ended with ${code}.`)));
  });
  return { name: `:${number}`, process: child };
}
