import type { Analysis } from '../analysis/analyse-events.js';
import type { Fault } from '../faults/fault.js';
import type { Card, PageState, TimelineIds } from '../page-api/card.js';
import type { CardFilter } from '../page-api/select-cards.js';

const json = { 'content-type': 'application/json' };

async function readJson<Body>(path: string): Promise<Body> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json() as Promise<Body>;
}

export const toFilterQuery = (filter: CardFilter): string => new URLSearchParams({ ...filter }).toString();

export const readState = (): Promise<PageState> => readJson('/api/page/state');
export const readAnalysis = (): Promise<Analysis> => readJson('/api/page/analysis');
export const readTimeline = (filter: CardFilter): Promise<TimelineIds> =>
  readJson(`/api/page/timeline?${toFilterQuery(filter)}`);
export const readCards = async (ids: number[]): Promise<Card[]> =>
  (await readJson<{ cards: Card[] }>(`/api/page/cards?ids=${ids.join()}`)).cards;

export const clearEvents = (): Promise<Response> => fetch('/api/events', { method: 'DELETE' });
export const addFault = (fault: Fault): Promise<Response> =>
  fetch('/api/faults', { method: 'PUT', headers: json, body: JSON.stringify(fault) });
export const removeFault = (name?: string): Promise<Response> =>
  fetch(`/api/faults${name === undefined ? '' : `?${new URLSearchParams({ name })}`}`, { method: 'DELETE' });

/** Sends an event to the sandbox's Graph endpoint. Returns the response as readable text. */
export async function sendToGraph(pixelId: string, event: unknown, token: string): Promise<string> {
  const response = await fetch(`/v26.0/${encodeURIComponent(pixelId)}/events`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ data: [event] }),
  });
  const text = await response.text();
  return response.ok ? 'Graph has accepted the event.' : `Graph responded ${response.status}: ${toErrorText(text)}`;
}

function toErrorText(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error: { message: string; error_user_msg?: string } };
    return error.error_user_msg ?? error.message;
  } catch {
    return text.replaceAll(/<[^<>]*>/g, ' ').trim();
  }
}

/** Sends a hit to the sandbox's Pixel endpoint. */
export async function sendHit(parameters: URLSearchParams): Promise<string> {
  const response = await fetch(`/tr/?${parameters}`);
  return response.ok ? 'The hit has arrived.' : `The Pixel endpoint responded ${response.status}.`;
}
