import { Command, CommanderError } from 'commander';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { OutboxError } from '../outbox/outbox.js';
import { createDeadCommand } from './dead.js';
import { createDispatchCommand } from './dispatch.js';
import { createDoctorCommand } from './doctor.js';
import { createForgetCommand } from './forget.js';
import { createOutboxCommand } from './outbox.js';
import { createStatsCommand } from './stats.js';
import { hideCredentials, toTerminalText } from './terminal-text.js';

const program = new Command('twinbeam')
  .description('Inspects and sends the server events that Twinbeam stores for Meta.')
  .showHelpAfterError('Run twinbeam --help for the commands and their options.')
  .exitOverride()
  .addCommand(createDeadCommand())
  .addCommand(createDoctorCommand())
  .addCommand(createDispatchCommand())
  .addCommand(createForgetCommand())
  .addCommand(createOutboxCommand())
  .addCommand(createStatsCommand());

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed what is wrong, and help is no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof OutboxError || error instanceof TwinbeamOptionsError) {
    process.stderr.write(`${toTerminalText(hideCredentials(error.message))}\n`);
    process.exitCode = 1;
  } else throw error;
}
