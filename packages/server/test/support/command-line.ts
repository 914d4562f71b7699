import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The program `twinbeam`. */
export const bin = fileURLToPath(new URL('../../bin.mjs', import.meta.url));

/** The result of a command. */
export interface CommandResult {
  code: number;
  out: string;
  error: string;
}

/** Runs `twinbeam` with only these environment variables and `PATH`. */
export const runTwinbeam = (env: Record<string, string>, ...args: string[]): Promise<CommandResult> =>
  runTwinbeamIn(process.cwd(), env, ...args);

/** Runs `twinbeam` in a folder. */
export async function runTwinbeamIn(
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<CommandResult> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, ...args], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
    });
    return { code: 0, out: stdout, error: stderr };
  } catch (failure) {
    const { code, stdout, stderr } = failure as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, error: stderr };
  }
}
