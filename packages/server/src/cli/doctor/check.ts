/** The subject of a check; the field `check` of `doctor --json`. */
export type CheckName =
  | 'variables'
  | 'graph-version'
  | 'outbox'
  | 'clock'
  | 'http-client'
  | 'token'
  | 'script'
  | 'storing'
  | 'proxy'
  | 'cookies'
  | 'content-security-policy'
  | 'referrer-policy'
  | 'second-tags'
  | 'block-lists';

/** Result of a check. */
export interface Check {
  /** `bad`: events are lost; `warning`: somebody should know of it. */
  result: 'good' | 'warning' | 'bad';
  text: string;
}

/** A line of the doctor's report. */
export interface NamedCheck extends Check {
  check: CheckName;
}

export const good = (text: string): Check => ({ result: 'good', text });
export const warning = (text: string): Check => ({ result: 'warning', text });
export const bad = (text: string): Check => ({ result: 'bad', text });

/** Adds the subject to checks. */
export const withName = (check: CheckName, checks: readonly Check[]): NamedCheck[] =>
  checks.map((each) => ({ check, ...each }));
