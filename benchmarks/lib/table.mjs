/** Formats a table as text, with the first column left-aligned and numbers right-aligned. */
export function table(heads, rows) {
  const lines = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const cell = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]));
  const rule = widths.map((width) => '-'.repeat(width));
  return [heads, rule, ...rows].map((line) => line.map(cell).join('  ').trimEnd()).join('\n');
}

/** Formats a table as Markdown, as in the README. */
export function markdownTable(heads, rows) {
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((line) => line[column].length)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [heads, rule, ...rows]
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`)
    .join('\n');
}

/** Formats a number with separators. */
export const count = (number) => Math.round(number).toLocaleString('en-US');

export const percent = (share) => `${(100 * share).toFixed(0)} %`;
