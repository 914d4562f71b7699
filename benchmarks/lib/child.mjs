import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program in a process of its own, with what it is told as JSON. It answers what it is asked for
 * by its functions' names, and ends with its channel.
 */
export async function startChild(program, given = {}) {
  const child = fork(program, [JSON.stringify(given)]);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} has ended with ${code}`);
  });
  // Only whoever waits for an answer needs to know.
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

/** The child's side: `answers` has a function for each question; `stop` runs at the end. */
export function serveParent({ ready = {}, answers = {}, stop = () => undefined }) {
  process.on('message', async (question) => process.send(await answers[question]()));
  process.on('disconnect', async () => {
    await stop();
    process.exit();
  });
  process.send(ready);
}

/** What the parent has given. */
export const given = () => JSON.parse(process.argv[2]);
