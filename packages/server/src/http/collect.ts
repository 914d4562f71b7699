import { type Problem, parseConsent, parseFbc, parseFbp } from '@twinbeam/shared';
import { OutboxError } from '../outbox/outbox.js';
import type { SendResult } from '../send.js';
import { type ConsentRule, mayTrack } from './consent.js';
import { type CookieValues, renewedCookies } from './cookies.js';
import { type Identity, readCookies, requestIdentity } from './request-identity.js';
import { type TwinRequest, type TwinResponse, tooLarge } from './routes.js';

/** What collecting needs from the kit. */
export interface CollectOptions {
  send(message: unknown): Promise<SendResult>;
  /** What becomes of a message whose visitor has not consented. */
  refuse(): SendResult;
  now: () => number;
  consent: ConsentRule;
  origins: readonly string[];
  maxMessages: number;
  setCookies: boolean;
  settingsHash: string;
  onSettingsMismatch(): void;
}

/** What became of one message of a request. */
export interface CollectResult {
  /** As the message gave it, if it was a text of reasonable length. */
  messageId?: string;
  status: SendResult['status'];
  eventId?: string;
  problems?: Problem[];
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** `POST /twin/collect`: takes messages of the site's own pages, answers once they are stored. */
export function createCollect(options: CollectOptions): (request: TwinRequest) => Promise<TwinResponse> {
  return async (request) => {
    const origin = request.header('origin');
    if (origin !== undefined && !isWelcome(origin, request.url, options.origins)) {
      return problem(403, `Origin ${origin} may not send here; add it to the option collect.origins if it is yours.`);
    }
    const answer = await collect(request, options);
    if (origin !== undefined && options.origins.includes(origin)) {
      answer.headers = {
        ...answer.headers,
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: 'origin',
      };
    }
    return answer;
  };
}

async function collect(request: TwinRequest, options: CollectOptions): Promise<TwinResponse> {
  const body = await request.body();
  if (body === tooLarge) return problem(413, 'The body is too large; send fewer messages at once.');
  const parsed = typeof body === 'string' ? parseJson(body) : body;
  const batch = fieldsOf(parsed).batch;
  if (!Array.isArray(batch) || batch.length === 0) {
    return problem(400, 'The body must be JSON of the shape {batch: [message, …]}, with at least one message.');
  }
  if (batch.length > options.maxMessages) {
    return problem(413, `The batch has more than ${options.maxMessages} messages; send fewer at once.`);
  }
  const { sentAt, settings, consent } = parsed as Fields;
  if (typeof settings === 'string' && settings !== '' && settings !== options.settingsHash)
    options.onSettingsMismatch();

  const cookies = readCookies(request.header('cookie'));
  const remembered = cookies[options.consent.cookie];
  const allows = (message: unknown) =>
    mayTrack([remembered, consent, fieldsOf(fieldsOf(message).context).consent], options.consent);
  // What the cookie says is judged with the message, which may say yes where the cookie says nothing.
  const identity = requestIdentity(request, options.now(), { ...options.consent, required: false });
  let results: CollectResult[];
  try {
    // At once, so that they share a commit.
    results = await Promise.all(
      batch.map(async (message) =>
        resultOf(message, allows(message) ? await options.send(enrich(message, identity, sentAt)) : options.refuse()),
      ),
    );
  } catch (error) {
    if (!(error instanceof OutboxError)) throw error;
    // What was stored all the same is recognised when it comes again.
    return {
      ...problem(503, 'Events cannot be stored at the moment; send them again.'),
      headers: { 'retry-after': '5' },
    };
  }
  const last = batch.filter(allows).at(-1);
  const renewed = options.setCookies && last ? renewedCookies(visitorOf(last, identity, cookies), request) : [];
  return { status: 202, json: { results }, headers: { 'set-cookie': renewed } };
}

function resultOf(message: unknown, { status, eventId, problems }: SendResult): CollectResult {
  const result: CollectResult = { status };
  const { messageId } = fieldsOf(message);
  if (typeof messageId === 'string' && messageId.length <= 200) result.messageId = messageId;
  if (eventId !== undefined) result.eventId = eventId;
  if (problems.length > 0) result.problems = problems;
  return result;
}

/** The message with what only the request knows. Address and user agent are never the page's to say. */
function enrich(message: unknown, identity: Identity, sentAt: unknown): unknown {
  if (!isFields(message)) return message;
  const { request_ip, ...rest } = message;
  const context = fieldsOf(message.context);
  const page = fieldsOf(context.page);
  return {
    ...rest,
    sentAt,
    anonymousId: message.anonymousId ?? identity.anonymousId,
    context: {
      ...context,
      ip: identity.ip,
      userAgent: identity.userAgent,
      fbp: context.fbp ?? identity.fbp,
      fbc: context.fbc ?? identity.fbc,
      dataProcessingOptions:
        context.dataProcessingOptions ??
        parseConsent(context.consent)?.dataProcessing ??
        parseConsent(identity.consent)?.dataProcessing,
      page: { ...page, url: page.url ?? identity.url },
    },
  };
}

/** The ids of the visitor's cookies, which an older message must not overwrite; else those of the page, or the request. */
function visitorOf(message: unknown, identity: Identity, cookies: Record<string, string | undefined>): CookieValues {
  const { anonymousId, context } = fieldsOf(message);
  const { fbp, fbc } = fieldsOf(context);
  return {
    fbp: parseFbp(cookies._fbp) ?? fbp,
    fbc: parseFbc(cookies._fbc) ?? fbc ?? identity.fbc,
    anonymousId: identity.anonymousId ?? anonymousId,
  };
}

/** The page's own site, and those that the options name. */
function isWelcome(origin: string, url: string, origins: readonly string[]): boolean {
  return origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === new URL(url).host);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const problem = (status: number, message: string): TwinResponse => ({ status, json: { error: message } });
