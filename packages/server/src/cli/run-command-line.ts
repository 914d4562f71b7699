import { Command, CommanderError } from 'commander';
import { hideCredentials } from '../log/hide-credentials.js';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { OutboxError } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { commands } from './commands.js';
import { toEnvFileHint, withEnvFile } from './env-file.js';
import { exitCodes } from './exit-codes.js';
import { printError } from './output.js';

/** Runs a command line, given without the name of the program, and sets the exit code of the process. */
export async function runCommandLine(args: readonly string[], version?: string): Promise<void> {
  const program = createProgram(version);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has printed the error already; printing help is not a failure.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    else {
      const exitCode = findExitCode(error);
      if (exitCode === undefined) throw error;
      const { message } = error as Error;
      printError(hideCredentials(message) + toEnvFileHint(program, message));
      process.exitCode = exitCode;
    }
  }
}

/**
 * Creates the program with every command. @param version what `--version` prints; without it there is no such option
 */
export function createProgram(version?: string): Command {
  const program = withEnvFile(new Command('twinbeam'))
    .description('Tests, checks and sends the events of Twinbeam, and manages the pending ones.')
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', '\ntwinbeam COMMAND --help prints the options of a command, with examples.');
  if (version !== undefined) program.version(version);
  for (const { create, group } of commands) program.addCommand(create().helpGroup(group));
  for (const command of listAll(program)) {
    command.showHelpAfterError(`${toPath(command)} --help prints its arguments and options.`).exitOverride();
  }
  return program;
}

function findExitCode(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof TwinbeamOptionsError) return exitCodes.usage;
  if (error instanceof OutboxError) return exitCodes.unavailable;
  return undefined;
}

/** Returns a command and all its subcommands. */
export const listAll = (command: Command): Command[] => [command, ...command.commands.flatMap(listAll)];

function toPath(command: Command): string {
  return command.parent ? `${toPath(command.parent)} ${command.name()}` : command.name();
}
