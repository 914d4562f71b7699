/** Why a problem arose, as a stable code to branch on. The sentences are in `problem-texts.ts`. */
export type ProblemCode =
  | 'action-source-invalid'
  | 'app-data-missing'
  | 'category-not-text'
  | 'consent-missing'
  | 'contents-malformed'
  | 'currency-unknown'
  | 'custom-data-too-large'
  | 'delivery-category-unknown'
  | 'device-type-unknown'
  | 'email-in-text'
  | 'event-missing'
  | 'event-too-far'
  | 'event-too-large'
  | 'fbc-malformed'
  | 'fbp-malformed'
  | 'message-unreadable'
  | 'no-match-keys'
  | 'not-hashed'
  | 'number-unreadable'
  | 'order-id-unusable'
  | 'product-without-id'
  | 'products-not-list'
  | 'query-not-text'
  | 'revenue-format'
  | 'revenue-required'
  | 'timestamp-unreadable'
  | 'type-missing'
  | 'type-unsupported'
  | 'url-missing'
  | 'user-agent-missing';

/** An error rejects the message; with a warning it goes out, less what the warning is about. */
export type Severity = 'error' | 'warning';

/** What is wrong with a message, as data: the browser needs no sentences. */
export interface Finding {
  code: ProblemCode;
  severity: Severity;
  /** Path of the field in the message, such as `properties.revenue`. */
  field: string;
}

/** What is wrong with a message, in words: the field, the rule and the fix. It never carries the field's value. */
export interface Problem extends Finding {
  message: string;
}

/** Nobody reads more, and a message of many small faults must not make a huge answer. */
const maxFindings = 100;

/** Notes something that costs part of the event. */
export const warn = (findings: Finding[], code: ProblemCode, field: string): void => {
  if (findings.length < maxFindings) findings.push({ code, severity: 'warning', field });
};

/** Notes something that rejects the message. */
export const fail = (findings: Finding[], code: ProblemCode, field: string): void => {
  findings.push({ code, severity: 'error', field });
};

/** Whether any finding rejects the message. */
export const hasFailed = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error');
