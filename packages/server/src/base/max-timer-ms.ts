/** The longest delay of a timer; with a longer one it would fire at once. https://nodejs.org/api/timers.html */
export const maxTimerMs = 2 ** 31 - 1;
