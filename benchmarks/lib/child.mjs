import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program in a separate process, with its options as JSON. `ask` calls one of its functions by name. The
 * program ends when its channel is closed.
 */
export async function startChild(program, given = {}) {
  const child = fork(program, [JSON.stringify(given)]);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} has ended with ${code}`);
  });
  // Only a caller that waits for a message needs the error.
  failed.catch(() => undefined);
  const message = async () => (await Promise.race([once(child, 'message'), failed]))[0];
  const ready = await message();
  return {
    ...ready,
    ask(question) {
      child.send(question);
      return message();
    },
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

/** Serves the parent process: `handlers` are the functions that it may call; `stop` runs at the end. */
export function serveParent({ ready = {}, handlers = {}, stop = () => undefined }) {
  process.on('message', async (question) => process.send(await handlers[question]()));
  process.on('disconnect', async () => {
    await stop();
    process.exit();
  });
  process.send(ready);
}

/** Reads the options from the parent process. */
export const readGiven = () => JSON.parse(process.argv[2]);
