import * as v from 'valibot';
import type { Logger } from '../log/logger.js';
import { option, optionGroup, positive, text, withMethods } from './option.js';

const toMetrics = v.pipe(
  v.string(),
  v.transform((token) => ({ token })),
);

const inspectorRule = "must be { token: '…' } with 16 characters or more: whoever has it sees every event.";
const toInspector = v.pipe(
  v.string(),
  v.minLength(16, 'must have 16 characters or more.'),
  v.transform((token) => ({ token })),
);
const notifyUrl = v.pipe(
  v.string(),
  v.nonEmpty('is missing: give the address of the webhook, or set TWINBEAM_NOTIFY_URL.'),
  v.check(isNotifyUrl, 'must be an https address.'),
);

/** Options of monitoring. */
export const monitoringEntries = {
  /**
   * Serves `GET /twin/metrics` in the Prometheus format to requests with this bearer token. Default:
   * `TWINBEAM_METRICS_TOKEN`; without either, there is no such route.
   */
  metrics: option(
    v.optional(v.strictObject({ token: text })),
    "must be { token: '…' }: without a token everybody could read them.",
    { env: 'TWINBEAM_METRICS_TOKEN', envSchema: toMetrics },
  ),
  /**
   * Serves the inspector at `/twin/inspect` to everybody with this token, of 16 characters or more. Default:
   * `TWINBEAM_INSPECTOR_TOKEN`; without either, there is no such page.
   */
  inspector: option(v.optional(v.strictObject({ token: v.pipe(v.string(), v.minLength(16)) })), inspectorRule, {
    env: 'TWINBEAM_INSPECTOR_TOKEN',
    envSchema: toInspector,
  }),
  /**
   * A webhook for problems that a person must know of, called by the process that sends: a pixel is paused, the outbox
   * is full for events of pages, or nothing was sent for an hour; and again when the problem is over. Default:
   * `TWINBEAM_NOTIFY_URL`; without either, nobody is notified.
   */
  notify: option(
    v.optional(
      optionGroup({
        /** URL of the webhook: https, or http on this machine. It is never logged. */
        url: option(v.optional(notifyUrl, ''), 'must be an https address.', {
          env: 'TWINBEAM_NOTIFY_URL',
          envSchema: notifyUrl,
        }),
        /** Interval at which the state is checked, in milliseconds. Default: 30,000. */
        checkMs: option(v.optional(positive, 30_000), 'must be a number of milliseconds over 0, such as 30000.'),
      }),
    ),
    "must be an object, such as { url: 'https://…' }.",
  ),
  /** A pino logger, or anything with `info`, `warn` and `error`. Default: pino, JSON lines on standard error. */
  logger: option(
    v.optional(withMethods<Logger>('info', 'warn', 'error')),
    'must have the methods info, warn and error, as pino has.',
  ),
};

/** Allows unencrypted requests only on this machine. */
function isNotifyUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
