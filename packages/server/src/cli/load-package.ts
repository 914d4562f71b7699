import { CommandError } from './command-error.js';

/** The package `@twinbeam/sandbox`, an optional peer. */
export type SandboxPackage = typeof import('@twinbeam/sandbox');

/** Loads a package that only some commands need. Throws a `CommandError` that says how to install it. */
export async function loadPackage<Package>(name: string, load: () => Promise<Package>): Promise<Package> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CommandError(`This command needs the package ${name}: npm install --save-dev ${name}.`);
  }
}

export const loadSandbox = (): Promise<SandboxPackage> =>
  loadPackage('@twinbeam/sandbox', () => import('@twinbeam/sandbox'));
