import { open } from 'node:fs/promises';

/**
 * Opens a log, which is the limit of every durable store: a line at the end of a file, and one `fdatasync` for all that
 * wait. Lines that come during a sync share the next one.
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
