import type { Command } from 'commander';
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

/** A command, with the heading of the help text under which it is listed. */
interface CommandRow {
  create: () => Command;
  group: 'Try and check:' | 'Send:' | 'Manage the outbox:';
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
  { create: createDispatchCommand, group: 'Send:' },
  { create: createStatsCommand, group: 'Manage the outbox:' },
  { create: createDeadCommand, group: 'Manage the outbox:' },
  { create: createOutboxCommand, group: 'Manage the outbox:' },
  { create: createForgetCommand, group: 'Manage the outbox:' },
];
