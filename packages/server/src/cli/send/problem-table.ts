import { toTable } from '../table.js';
import type { RowProblem } from './row.js';

/** A kind of problem, with the rows that have it. */
export interface CountedProblem extends RowProblem {
  count: number;
  /** The first rows that have the problem. */
  rows: number[];
}

/** The problems of a file's rows, counted by code and field. */
export interface ProblemTable {
  add(row: number, problem: RowProblem): void;
  /** Returns the problems, errors first, then by frequency. */
  list(): CountedProblem[];
}

/** Advice about problems that affect many rows of a file, in place of the sentence for a single message. */
const fileMessages: Readonly<Record<string, string>> = {
  'type-missing':
    'The row names no event. Add a column event, or set one for all rows: --set event="Order Completed". Rows that are not events need a column type, such as identify.',
  'url-missing':
    "Meta asks for the page's address with website events, and may not use those without. Add a column url, or set one for all rows: --set context.page.url=https://shop.example/checkout. Rows that do not come from a website need no address: --set properties.action_source=phone_call, physical_store, email, chat, system_generated or other.",
  'user-agent-missing':
    "Meta asks for the visitor's user agent with website events, and may not use those without. Add a column user_agent, stored with each order (req.twinbeam.identity has it); it cannot be made up later. The rows are sent anyway, and match by e-mail, phone and the like.",
};

/** Number of rows listed for each problem. */
const namedRows = 5;
/** Limit of kinds of problems: field names come from the file, so there may be any number. */
const maxKinds = 200;

export function createProblemTable(known: readonly CountedProblem[] = []): ProblemTable {
  const toKey = ({ severity, code, field }: RowProblem): string => `${severity} ${code} ${field}`;
  const kinds = new Map(known.map((problem) => [toKey(problem), { ...problem, rows: [...problem.rows] }]));
  const others = { code: 'other', field: '…', message: 'Further kinds of problems.' } as const;
  return {
    add(row, problem) {
      const isKnown = kinds.has(toKey(problem)) || kinds.size < maxKinds;
      const listed = isKnown ? problem : { ...others, severity: problem.severity };
      const message = fileMessages[listed.code] ?? listed.message;
      const kind = kinds.get(toKey(listed)) ?? { ...listed, ...(message && { message }), count: 0, rows: [] };
      kinds.set(toKey(listed), kind);
      kind.count++;
      if (kind.rows.length < namedRows) kind.rows.push(row);
    },
    list: () =>
      [...kinds.values()].sort(
        (one, other) =>
          one.severity.localeCompare(other.severity) || other.count - one.count || one.code.localeCompare(other.code),
      ),
  };
}

/** Returns the problems as lines of text: a table, and below it an explanation of each. */
export function toProblemText(problems: readonly CountedProblem[]): string {
  if (problems.length === 0) return 'No problems.';
  const rows = problems.map(({ severity, code, field, count, rows }) => [
    severity,
    code,
    field,
    String(count),
    rows.join(', ') + (count > rows.length ? ', …' : ''),
  ]);
  const messages = new Map(problems.map(({ code, message }) => [code, message]));
  const meanings = [...messages].map(([code, message]) => `${code}: ${message}`);
  return [toTable(['severity', 'problem', 'field', 'rows', 'such as row'], rows), '', ...meanings].join('\n');
}
