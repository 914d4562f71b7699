/**
 * The kinds of problems with a message. The server has a sentence for each (`describe-problems.ts`).
 *
 * @example
 * const code: ProblemCode = 'no-match-keys';
 */
export type ProblemCode =
  | 'action-source-invalid'
  | 'app-data-missing'
  | 'attribution-data-invalid'
  | 'attribution-data-missing'
  | 'before-send-failed'
  | 'category-not-text'
  | 'consent-missing'
  | 'content-key-unknown'
  | 'contents-malformed'
  | 'currency-assumed'
  | 'currency-differs'
  | 'currency-missing'
  | 'currency-unknown'
  | 'custom-data-cut'
  | 'custom-data-too-large'
  | 'customer-segmentation-unknown'
  | 'data-processing-unreadable'
  | 'data-processing-unused'
  | 'delivery-category-unknown'
  | 'device-type-unknown'
  | 'email-in-text'
  | 'event-missing'
  | 'event-name-similar'
  | 'event-too-far'
  | 'event-too-large'
  | 'fbc-malformed'
  | 'fbclid-malformed'
  | 'fbp-malformed'
  | 'hold-unreadable'
  | 'id-rounded'
  | 'late-value-unusable'
  | 'lead-event-source-missing'
  | 'lead-id-invalid'
  | 'match-key-unusable'
  | 'message-unreadable'
  | 'messaging-channel-missing'
  | 'messaging-channel-unused'
  | 'messaging-event-unlisted'
  | 'messaging-partner-missing'
  | 'no-match-keys'
  | 'not-hashed'
  | 'number-unreadable'
  | 'opt-out-unreadable'
  | 'option-unknown'
  | 'order-id-missing'
  | 'order-id-unusable'
  | 'original-event-invalid'
  | 'original-event-missing'
  | 'personal-data-dropped'
  | 'placeholder-value'
  | 'product-without-id'
  | 'products-not-list'
  | 'quantity-zero'
  | 'property-name-too-long'
  | 'query-not-text'
  | 'revenue-format'
  | 'revenue-negative'
  | 'revenue-required'
  | 'text-cut'
  | 'text-too-long'
  | 'timestamp-unreadable'
  | 'too-many-values'
  | 'trait-unused'
  | 'type-missing'
  | 'type-unsupported'
  | 'url-missing'
  | 'user-agent-missing';

/**
 * The severity of a problem: an error rejects the message; with a warning it is sent without the value concerned.
 *
 * @example
 * const severity: Severity = 'warning';
 */
export type Severity = 'error' | 'warning';

/**
 * A problem with a message. It never contains the field's value.
 *
 * @example
 * for (const { severity, field, message } of problems) console.warn(severity, field, message);
 */
export interface Problem {
  /** The kind of problem. Codes do not change between versions. */
  code: ProblemCode;
  severity: Severity;
  /** The path of the field in the message, such as `properties.revenue`. */
  field: string;
  /** The name that was probably meant, where the problem is a name. */
  suggestion?: string;
  /** A sentence with the field, the rule and the fix. The server adds it; it is missing in pages. */
  message?: string;
}

/**
 * Returns a problem that does not reject the message.
 *
 * @example
 * warning('fbp-malformed', 'context.fbp'); // { code: 'fbp-malformed', severity: 'warning', field: 'context.fbp' }
 */
export const warning = (code: ProblemCode, field: string): Problem => ({ code, severity: 'warning', field });

/**
 * Returns a problem that rejects the message.
 *
 * @example
 * error('event-missing', 'event'); // { code: 'event-missing', severity: 'error', field: 'event' }
 */
export const error = (code: ProblemCode, field: string): Problem => ({ code, severity: 'error', field });

/**
 * Returns whether any of the problems rejects the message.
 *
 * @example
 * hasErrors([warning('fbp-malformed', 'context.fbp')]); // false
 */
export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');
