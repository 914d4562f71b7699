import { open } from 'node:fs/promises';

/**
 * What no durable store can go below: a line at the end of a file, and one `fdatasync` for all that wait. Lines that
 * come while one is under way share the next.
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
