/** A line of the doctor's report. */
export interface Check {
  /** `bad` loses events; `warning` is what somebody should know. */
  result: 'good' | 'warning' | 'bad';
  text: string;
}

export const good = (text: string): Check => ({ result: 'good', text });
export const warning = (text: string): Check => ({ result: 'warning', text });
export const bad = (text: string): Check => ({ result: 'bad', text });
