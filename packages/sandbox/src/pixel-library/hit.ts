import type { ClickCookies } from './cookies.js';
import type { Fbq } from './fbq.js';
import type { Fields } from './fields.js';
import type { Pixel } from './pixels.js';
import { toFormFieldParameters, toUserDataParameters } from './user-data-parameters.js';

/** The parameters of a request to `/tr/`, in order. */
export type Hit = [name: string, value: string][];

/** An event of the page, before it becomes a hit. */
export interface PageEvent {
  name: string;
  data?: Fields | null | undefined;
  options?: { eventID?: string; event_id?: string } | null | undefined;
  /** Parameters that describe the origin of the event. */
  origin?: Record<string, string>;
}

/** The state that hits contain in addition to the event. */
export interface HitContext {
  fbq: Fbq;
  /** Missing if the configuration has no first-party cookies. */
  cookies?: ClickCookies | undefined;
  /** Arguments of the last `dataProcessingOptions`. */
  dataProcessing: unknown[] | undefined;
  initializationTime: number;
}

/** Maps an event of a pixel to a hit. */
export function toHit(pixel: Pixel, event: PageEvent, context: HitContext): Hit {
  const { fbq, cookies, initializationTime } = context;
  const agent = pixel.agent ?? fbq.agent;
  const eventId = event.options?.eventID ?? event.options?.event_id;
  const [options, country = 0, state = 0] = context.dataProcessing ?? [];
  const parameters: [name: string, value: unknown][] = [
    ['id', pixel.id],
    ['ev', event.name],
    ['dl', location.href],
    ['rl', document.referrer],
    ['if', window.top !== window],
    ['ts', Date.now()],
    ...Object.entries(event.data ?? {}).map(([key, value]): [string, unknown] => [`cd[${key}]`, value]),
    ['sw', screen.width],
    ['sh', screen.height],
    ...toUserDataParameters(pixel),
    ...toFormFieldParameters(pixel.userDataFormFields),
    ['v', 'sandbox'],
    ['r', 'stable'],
    ['a', agent ?? undefined],
    ['ec', pixel.eventCount],
    ['fbp', cookies?.fbp],
    ['fbc', cookies?.fbc],
    ['it', initializationTime],
    ['coo', false],
    ['eid', eventId || undefined],
    ...Object.entries(event.origin ?? {}),
    ...(context.dataProcessing ? Object.entries({ dpo: String(options), dpoco: country, dpost: state }) : []),
  ];
  return parameters.flatMap(([name, value]): Hit => (value === undefined ? [] : [[name, toText(value)]]));
}

const toText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
