/**
 * The longest wait that Meta's headers can request, in milliseconds. After it Meta is tried again, and can ask again.
 */
export const longestWaitMs = 3_600_000;
