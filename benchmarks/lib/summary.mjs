/** Computes the median of several rounds, and the range from lowest to highest as a share of it. */
export function toSummary(values) {
  const sorted = toSortedValues(values);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, spread: (sorted.at(-1) - sorted[0]) / median };
}

const quantile = (share) => (values) => toSortedValues(values)[Math.ceil(values.length * share) - 1];

/** Computes the 95th and the 99th percentile. */
export const toP95 = quantile(0.95);
export const toP99 = quantile(0.99);

/** Computes the median. */
export const toP50 = (values) => toSortedValues(values)[Math.ceil(values.length / 2) - 1];

const toSortedValues = (values) => values.toSorted((one, other) => one - other);
