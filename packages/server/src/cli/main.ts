import { Command, CommanderError } from 'commander';
import { TwinbeamOptionsError } from '../options-error.js';
import { OutboxError } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { commands, createListedCommand } from './commands.js';
import { exitCodes } from './exit-codes.js';
import { hideCredentials, toTerminalText } from './terminal-text.js';

const program = new Command('twinbeam')
  .description('Tries, checks and sends the events of Twinbeam, and looks after those that wait.')
  .configureHelp({ showGlobalOptions: false })
  .addHelpText('after', '\ntwinbeam COMMAND --help prints the options of a command, with examples.');
for (const row of commands) program.addCommand(createListedCommand(row));
for (const command of listAll(program)) {
  command.showHelpAfterError(`${toPath(command)} --help prints what it takes.`).exitOverride();
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed what is wrong, and help is no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else {
    const exitCode = findExitCode(error);
    if (exitCode === undefined) throw error;
    process.stderr.write(`${toTerminalText(hideCredentials((error as Error).message))}\n`);
    process.exitCode = exitCode;
  }
}

function findExitCode(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof TwinbeamOptionsError) return exitCodes.usage;
  if (error instanceof OutboxError) return exitCodes.unavailable;
  return undefined;
}

function listAll(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listAll)];
}

function toPath(command: Command): string {
  return command.parent ? `${toPath(command.parent)} ${command.name()}` : command.name();
}
