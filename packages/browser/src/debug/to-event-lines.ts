import type { ServerResult } from '../reports.js';
import { findMatchKeys } from './find-match-keys.js';
import type { EventLegs } from './leg-collector.js';
import type { LibraryState } from './read-page-state.js';

/** The description of one event: a title, labelled lines, and the data that the Pixel was given. */
export interface EventLines {
  title: string;
  /** The name in the message, and Meta's name. */
  name: string;
  verdict: string;
  /** `good`: both legs with one id, without a warning; `warned`: with one; `repeated`: not sent again; else `bad`. */
  state: 'good' | 'warned' | 'repeated' | 'bad';
  /** The Pixel was called, and its library has loaded. */
  isFired: boolean;
  /** The server has accepted the event. */
  isAccepted: boolean;
  lines: [label: string, text: string][];
  data?: unknown;
}

/** Describes both legs of an event as text. */
export function toEventLines({ message, pixels, server, isRepeated }: EventLegs, library: LibraryState): EventLines {
  const fired = pixels.filter(({ call }) => call);
  const [first] = fired;
  const ownName = message.type === 'page' ? 'page' : `${message.event}`;
  const name = `${ownName}${first ? ` → ${first.call?.name}` : ''}`;
  if (isRepeated) {
    const verdict = 'not sent again';
    const lines: EventLines['lines'] = [['Repeated', 'this browser has sent the purchase in the last 30 days']];
    const legs = { isFired: false, isAccepted: false };
    return { title: `Twinbeam  ${name}: ${verdict}`, name, verdict, state: 'repeated', ...legs, lines };
  }
  const isFired = !!first && library.isLoaded;
  const isAccepted = !!server && /accepted|duplicate/.test(server.status);
  const ids = new Set([...fired.map(({ call }) => call?.eventID), ...(isAccepted ? [server.eventId] : [])]);
  const rejection = findRejection(pixels, server);
  const { has, lacks } = findMatchKeys(message);
  const warnings = isAccepted ? (server.problems?.length ?? 0) : 0;
  const legs = toVerdict(isFired, isAccepted, ids.size === 1, server?.status);
  const verdict = `${legs}${rejection ? `: ${rejection}` : ''}${toWarningText(warnings)}`;
  const isWhole = isFired && isAccepted && ids.size === 1;
  return {
    title: `Twinbeam  ${name}: ${verdict}`,
    name,
    verdict,
    state: !isWhole ? 'bad' : warnings ? 'warned' : 'good',
    isFired,
    isAccepted,
    lines: [
      ...(pixels.length
        ? pixels.map((report) => toPixelLine(report, isAccepted))
        : [['Pixel', 'not fired: the page has no pixel, or the console says why']]),
      ...(first ? [['', library.text]] : []),
      ['Server', server ? toServerText(server) : noResponse],
      ...(server?.problems ?? []).map(({ severity, message }) => ['', `${severity}: ${message}`]),
      // More match keys would not help a rejected event.
      ...(rejection
        ? []
        : [
            ['Match keys', has.join(', ') || 'none'],
            ...lacks.map(([key, advice], index) => [index ? '' : 'Missing', `${key}: ${advice}`]),
          ]),
    ] as EventLines['lines'],
    data: first?.call?.data,
  };
}

/** Finds why an event is rejected: the server's sentence or, while there is none, the Pixel's code. */
function findRejection(pixels: EventLegs['pixels'], server?: ServerResult): string | undefined {
  if (server) return server.status === 'rejected' ? server.problems?.[0]?.message : undefined;
  const [problem] = pixels
    .filter(({ call }) => !call)
    .flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  return problem && `${problem.code} (${problem.field})`;
}

const toServerText = ({ status, eventId, reason }: ServerResult): string =>
  `${status}${eventId ? `, id ${eventId}` : ''}${reason ? `: ${reason}` : ''}`;

const noResponse =
  'no result: in flight, blocked, an error like 404 (see Network), or a beacon; what fails is sent again';

const toVerdict = (isFired: boolean, isAccepted: boolean, haveOneId: boolean, status?: string): string => {
  if (isFired && isAccepted) return haveOneId ? 'both legs, one id' : 'both legs, DIFFERENT IDS: counted twice';
  if (isFired) return `Pixel leg only${status ? `, ${status} by the server` : ''}`;
  return isAccepted ? 'server leg only' : 'NO LEG';
};

const toWarningText = (count: number): string => (count ? `, ${count} warning${count > 1 ? 's' : ''}` : '');

const toPixelLine = (
  { pixelId, call, problems }: EventLegs['pixels'][number],
  isAccepted: boolean,
): [string, string] => [
  `Pixel ${pixelId}`,
  [
    call
      ? `${call.method} ${call.name}, id ${call.eventID}`
      : `not fired, because ${isAccepted ? 'beforeSend of the page keeps it back' : 'the server rejects it too'}`,
    ...problems.map(({ severity, code, field }) => `${severity}: ${code} (${field})`),
  ].join('; '),
];
