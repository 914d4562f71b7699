import { open } from 'node:fs/promises';

/**
 * Opens a log, the upper limit for every durable store: it appends a line to a file, and runs one `fdatasync` for all
 * waiting lines. Lines that arrive during a sync share the next one.
 */
export async function openAppendLog(path) {
  const file = await open(path, 'a');
  let lines = [];
  let next;
  let running = Promise.resolve();

  const write = async () => {
    const text = lines.join('');
    lines = [];
    next = undefined;
    await file.write(text);
    await file.datasync();
  };

  return {
    append(line) {
      lines.push(`${line}\n`);
      next ??= running = running.then(write);
      return next;
    },
    close: () => running.then(() => file.close()),
  };
}
