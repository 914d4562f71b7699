import type { Report, ServerResult } from '../tracker/report.js';
import { matchKeysOf } from './match-keys.js';

type PixelReport = Extract<Report, { kind: 'pixel' }>;

/** What is known of one event so far. */
export interface EventLegs {
  message: Extract<Report, { kind: 'event' }>['message'];
  pixels: PixelReport[];
  server?: ServerResult;
  /** Whatever is missing is not waited for any longer. */
  isOver?: boolean;
}

/** What is to be read of an event: a title, lines of a label and a text, and the data that the Pixel was given. */
export interface EventLines {
  title: string;
  lines: [label: string, text: string][];
  data?: unknown;
}

/** Tells both legs of an event in words. */
export function linesOf({ message, pixels, server }: EventLegs, [hasLibrary, library]: [boolean, string]): EventLines {
  const fired = pixels.filter(({ call }) => call);
  const [first] = fired;
  const name = message.type === 'page' ? 'page' : `${message.event}`;
  const taken = server && /accepted|duplicate/.test(server.status);
  const ids = new Set([...fired.map(({ call }) => call?.eventID), ...(taken ? [server.eventId] : [])]);
  const { has, lacks } = matchKeysOf(message);

  const verdict =
    first && hasLibrary
      ? taken
        ? ids.size === 1
          ? 'both legs, one id'
          : 'both legs, DIFFERENT IDS: counted twice'
        : 'Pixel leg only'
      : taken
        ? 'server leg only'
        : 'NO LEG';
  return {
    title: `Twinbeam  ${name}${first ? ` → ${first.call?.name}` : ''}: ${verdict}`,
    lines: [
      ...(pixels.length ? pixels.map(pixelLine) : [['Pixel', 'not yet: the mapper (t-map.js) has not come']]),
      ...(first ? [['', library]] : []),
      ['Server', server ? `${server.status}${server.eventId ? `, id ${server.eventId}` : ''}` : noAnswer],
      ...(server?.problems ?? []).map(({ severity, message }) => ['', `${severity}: ${message}`]),
      ['Match keys', has.join(', ') || 'none'],
      ...lacks.map(([key, advice], index) => [index ? '' : 'Missing', `${key}: ${advice}`]),
    ] as EventLines['lines'],
    data: first?.call?.data,
  };
}

const noAnswer = 'no answer: the request is under way, blocked, or went as a beacon; what fails is kept and sent again';

const pixelLine = ({ pixelId, call, problems }: PixelReport): [string, string] => [
  `Pixel ${pixelId}`,
  [
    call ? `${call.method} ${call.name}, id ${call.eventID}` : 'not fired, as the server rejects it too',
    ...problems.map(({ severity, code, field }) => `${severity}: ${code} (${field})`),
  ].join('; '),
];
