import type { Sandbox } from '@twinbeam/sandbox';

const hash = (letter: string): string => letter.repeat(64);

/** Creates a valid event of the Conversions API. */
export const createServerEvent = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  event_name: 'Lead',
  event_time: Math.floor(Date.now() / 1000),
  event_id: 'e1',
  action_source: 'website',
  event_source_url: 'https://shop.example/',
  user_data: {
    fbp: 'fb.1.1800000000000.42',
    external_id: hash('a'),
    client_ip_address: '2001:db8::1',
    client_user_agent: 'Mozilla/5.0',
  },
  custom_data: {},
  ...fields,
});

export const sendToGraph = (
  sandbox: Sandbox,
  events: unknown[],
  pixelId = '1234567890',
  token = 'EAAB',
): Promise<Response> =>
  fetch(`${sandbox.url}/v26.0/${pixelId}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data: events }),
  });

/** Sends a Pixel hit. `eid` is the event id, `cd[…]` is custom data. */
export const sendHit = (sandbox: Sandbox, fields: Record<string, string> = {}): Promise<Response> =>
  fetch(
    `${sandbox.url}/tr/?${new URLSearchParams({
      id: '1234567890',
      ev: 'Lead',
      eid: 'e1',
      dl: 'https://shop.example/',
      fbp: 'fb.1.1800000000000.42',
      'ud[external_id]': hash('a'),
      ...fields,
    })}`,
  );

/** Sends both legs of an event. */
export async function sendPair(
  sandbox: Sandbox,
  name: string,
  id: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const custom = Object.entries(data).map(([key, value]): [string, string] => [
    `cd[${key}]`,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  await sendHit(sandbox, { ev: name, eid: id, ...Object.fromEntries(custom) });
  await sendToGraph(sandbox, [createServerEvent({ event_name: name, event_id: id, custom_data: data })]);
}
