/** The median of what several rounds gave, and how far the lowest and the highest are apart, as a share of it. */
export function toSummary(values) {
  const sorted = toSortedValues(values);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, spread: (sorted.at(-1) - sorted[0]) / median };
}

const quantile = (share) => (values) => toSortedValues(values)[Math.ceil(values.length * share) - 1];

/** What 95, and what 99, of a hundred values do not exceed. */
export const toP95 = quantile(0.95);
export const toP99 = quantile(0.99);

/** What half of the values do not exceed. */
export const toP50 = (values) => toSortedValues(values)[Math.ceil(values.length / 2) - 1];

const toSortedValues = (values) => values.toSorted((one, other) => one - other);
