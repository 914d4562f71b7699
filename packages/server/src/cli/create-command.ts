import { Command } from 'commander';

/** The texts of a command. */
export interface CommandText {
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  /** Text of its help below the summary. Default: none. */
  details?: string;
  /** Command lines, each with a description of its effect. */
  examples: readonly [commandLine: string, effect: string][];
}

/** Creates a command with its help. */
export const createCommand = ({ name, summary, details, examples }: CommandText): Command =>
  new Command(name)
    .summary(summary)
    .description(details ? `${summary}\n\n${details}` : summary)
    .addHelpText('after', toExamples(examples));

/** Returns the examples as the last part of a help text. */
const toExamples = (examples: CommandText['examples']): string =>
  ['', 'Examples:', ...examples.map(([commandLine, effect]) => `  $ ${commandLine}\n      ${effect}`), ''].join('\n');
