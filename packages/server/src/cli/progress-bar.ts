import { toTerminalText } from './terminal-text.js';

/** A progress bar on a line of a terminal. */
export interface ProgressBar {
  update(done: number, note?: string): void;
  /** Prints a line above the bar. */
  log(text: string): void;
  /** Removes the bar. */
  close(): void;
}

/** Stream that the bar is drawn on. */
type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

const redrawMs = 100;
/** Time over which the rate is measured, in milliseconds. */
const rateMs = 10_000;
const barWidth = 24;

/**
 * Creates a progress bar. If the stream is not a terminal, nothing is drawn.
 *
 * @param total number of things to do
 */
export function createProgressBar(
  total: number,
  { terminal = process.stderr as Terminal, now = () => performance.now() } = {},
): ProgressBar {
  const samples: { at: number; done: number }[] = [];
  let drawnAt = Number.NEGATIVE_INFINITY;
  const clear = terminal.isTTY ? '\r\u001b[2K' : '';
  const draw = (text: string): void => void terminal.write(`${clear}${text.slice(0, (terminal.columns || 80) - 1)}`);
  return {
    update(done, note = '') {
      if (!terminal.isTTY) return;
      const at = now();
      if (samples.length === 0 || at - drawnAt >= redrawMs || done >= total) {
        samples.push({ at, done });
        while (samples.length > 2 && at - (samples[0]?.at ?? at) > rateMs) samples.shift();
        drawnAt = at;
        draw(toBar(done, total, readRate(samples), note));
      }
    },
    log: (text) => void terminal.write(`${clear}${toTerminalText(text)}\n`),
    close: () => void (terminal.isTTY && terminal.write(clear)),
  };
}

/** Returns the rate over the last seconds, in things per second. */
function readRate(samples: readonly { at: number; done: number }[]): number {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.at === first.at) return 0;
  return ((last.done - first.done) * 1000) / (last.at - first.at);
}

function toBar(done: number, total: number, rate: number, note: string): string {
  const share = total === 0 ? 1 : done / total;
  const filled = Math.floor(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const counts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  const left = rate > 0 ? `, ${toDuration((total - done) / rate)} left` : '';
  return `${bar} ${Math.floor(share * 100)} %  ${counts}  ${Math.round(rate).toLocaleString('en')}/s${left}${note && `  ${note}`}`;
}

/** Formats a duration in seconds: `1:05:09`, `4:07`. */
export function toDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
