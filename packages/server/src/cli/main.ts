import { Command, CommanderError } from 'commander';
import { TwinbeamOptionsError } from '../options/options.js';
import { OutboxError } from '../outbox/outbox.js';
import { deadCommand } from './dead.js';
import { dispatchCommand } from './dispatch.js';
import { doctorCommand } from './doctor.js';
import { outboxCommand } from './outbox.js';
import { statsCommand } from './stats.js';

const program = new Command('twinbeam')
  .description('Looks after the server events that Twinbeam keeps for Meta.')
  .showHelpAfterError('Run twinbeam --help to see what it takes.')
  .exitOverride()
  .addCommand(deadCommand())
  .addCommand(doctorCommand())
  .addCommand(dispatchCommand())
  .addCommand(outboxCommand())
  .addCommand(statsCommand());

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what was wrong, and help is no failure.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof OutboxError || error instanceof TwinbeamOptionsError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
