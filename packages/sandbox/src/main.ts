import { createSandbox } from './create-sandbox.js';

const port = Number(process.env.SANDBOX_PORT ?? 4040);
try {
  const sandbox = await createSandbox({ port });
  console.log(`Sandbox: ${sandbox.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  console.error(taken ? `Port ${port} is in use. Set SANDBOX_PORT to a free one.` : error);
  process.exitCode = 1;
}
