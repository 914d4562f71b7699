/** Longest wait that Meta's headers can ask for, in milliseconds: after it Meta is tried, and can ask again. */
export const longestWaitMs = 3_600_000;
