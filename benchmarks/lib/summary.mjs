/** The median of what several rounds gave, and how far the lowest and the highest are apart, as a share of it. */
export function summaryOf(values) {
  const sorted = sortedOf(values);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, spread: (sorted.at(-1) - sorted[0]) / median };
}

/** What 99 of a hundred values do not exceed. */
export const p99Of = (values) => sortedOf(values)[Math.ceil(values.length * 0.99) - 1];

/** What half of the values do not exceed. */
export const p50Of = (values) => sortedOf(values)[Math.ceil(values.length / 2) - 1];

const sortedOf = (values) => values.toSorted((one, other) => one - other);
