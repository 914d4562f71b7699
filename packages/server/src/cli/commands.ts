import type { Command } from 'commander';
import { type CommandText, toExamples } from './create-command.js';
import { createDeadCommand } from './dead.js';
import { createDispatchCommand } from './dispatch.js';
import { createDoctorCommand } from './doctor/doctor.js';
import { createForgetCommand } from './forget.js';
import { createMapCommand } from './map/map.js';
import { createOpenCommand } from './open.js';
import { createOutboxCommand } from './outbox.js';
import { createQualityCommand } from './quality/quality.js';
import { createSandboxCommand } from './sandbox.js';
import { createSendCommand } from './send/send.js';
import { createStatsCommand } from './stats.js';
import { createTagCommand } from './tag.js';
import { createTailCommand } from './tail.js';
import { createTriggerCommand } from './trigger/trigger.js';

/** A command as the table lists it. */
interface CommandRow {
  create: () => Command;
  /** Heading of the help text that it stands under. */
  group: 'Try and check:' | 'Send:' | 'Look after the outbox:';
  /** Examples of commands that do not bring their own. */
  examples?: CommandText['examples'];
}

/** Every command, in the order of the help text. */
export const commands: readonly CommandRow[] = [
  { create: createDoctorCommand, group: 'Try and check:' },
  { create: createMapCommand, group: 'Try and check:' },
  { create: createQualityCommand, group: 'Try and check:' },
  { create: createTailCommand, group: 'Try and check:' },
  { create: createTriggerCommand, group: 'Try and check:' },
  { create: createSandboxCommand, group: 'Try and check:' },
  { create: createOpenCommand, group: 'Try and check:' },
  { create: createTagCommand, group: 'Try and check:' },
  { create: createSendCommand, group: 'Send:' },
  {
    create: createDispatchCommand,
    group: 'Send:',
    examples: [
      ['twinbeam dispatch --metrics-port 9464', 'Sends what servers with dispatch: false accept, and serves metrics.'],
    ],
  },
  {
    create: createStatsCommand,
    group: 'Look after the outbox:',
    examples: [['twinbeam stats --outbox lmdb:/var/lib/twinbeam', 'Prints how many events wait there.']],
  },
  {
    create: createDeadCommand,
    group: 'Look after the outbox:',
    examples: [
      ['twinbeam dead list', 'Prints what was set aside, and why.'],
      ['twinbeam dead replay 42', 'Sends one of them again, by the id that the list names.'],
    ],
  },
  {
    create: createOutboxCommand,
    group: 'Look after the outbox:',
    examples: [
      ['twinbeam outbox list --limit 10', 'Prints the events that wait.'],
      ['twinbeam outbox move lmdb:./.twinbeam nats://localhost:4222', 'Moves everything to NATS.'],
      ['twinbeam outbox check', 'Reads every row of a store on disk.'],
    ],
  },
  {
    create: createForgetCommand,
    group: 'Look after the outbox:',
    examples: [['twinbeam forget --email ada@example.com', 'Deletes the stored events of a person.']],
  },
];

/** Creates the command of a row, with its group and examples. */
export function createListedCommand({ create, group, examples }: CommandRow): Command {
  const command = create().helpGroup(group);
  return examples ? command.addHelpText('after', toExamples(examples)) : command;
}
