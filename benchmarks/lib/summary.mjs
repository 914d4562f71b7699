/** The median of what several rounds gave, and how far the lowest and the highest are apart, as a share of it. */
export function summaryOf(values) {
  const sorted = sortedOf(values);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, spread: (sorted.at(-1) - sorted[0]) / median };
}

const quantile = (share) => (values) => sortedOf(values)[Math.ceil(values.length * share) - 1];

/** What 95, and what 99, of a hundred values do not exceed. */
export const p95Of = quantile(0.95);
export const p99Of = quantile(0.99);

/** What half of the values do not exceed. */
export const p50Of = (values) => sortedOf(values)[Math.ceil(values.length / 2) - 1];

const sortedOf = (values) => values.toSorted((one, other) => one - other);
