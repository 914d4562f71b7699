/** Returns a table as lines of text, each column as wide as its widest cell. */
export function toTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')));
  // Not `Math.max(...)`: the arguments of a call are limited, and lists of events are long.
  const widths = header.map((_, index) => lines.reduce((max, line) => Math.max(max, (line[index] ?? '').length), 0));
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = lines;
  return [toLine(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(toLine)].join('\n');
}
