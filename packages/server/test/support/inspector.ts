import type { DeadLetter, Outbox, OutboxEvent } from '@twinbeam/server';

export const inspectorToken = 'inspector-token-0123';

export const bearer = { authorization: `Bearer ${inspectorToken}` };

/** A message of the stream. */
export interface StreamLine {
  event: string;
  data: Record<string, unknown>;
}

/** Reads a stream of server-sent events until a condition holds, then closes it. Returns its messages. */
export async function readStream(
  response: Response,
  isEnough: (lines: readonly StreamLine[]) => boolean,
): Promise<StreamLine[]> {
  const lines: StreamLine[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      if (event) lines.push({ event, data: JSON.parse(data) });
    }
    if (isEnough(lines)) break;
  }
  return lines;
}

/** Signs in with the form, like a browser. Returns the response, and the cookie of its session. */
export async function signIn(origin: string, token = inspectorToken): Promise<{ response: Response; cookie: string }> {
  const response = await fetch(`${origin}/twin/inspect/session`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin },
    body: new URLSearchParams({ token }),
  });
  const [cookie = ''] = response.headers.getSetCookie();
  return { response, cookie: cookie.split(';', 1)[0] ?? '' };
}

export const createLead = (eventId: string): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'server',
  expiresAt: 1e15,
  json: JSON.stringify({
    event_name: 'Lead',
    event_id: eventId,
    event_time: Math.floor(Date.now() / 1000),
    action_source: 'website',
    event_source_url: 'https://shop.example/',
    user_data: { client_user_agent: 'test', em: ['ab'.repeat(32)] },
  }),
});

/** Adds a dead letter to an outbox. */
export async function addDeadLetter(outbox: Outbox, eventId: string): Promise<void> {
  const deadLetter: DeadLetter = {
    ...createLead(eventId),
    ...{ id: eventId, storedAt: Date.now(), attempts: 4, setAsideAt: Date.now() },
    ...{
      reason: 'Meta responded with 400, code 100: the value is wrong',
      code: 100,
      subcode: 2804003,
      traceId: 'A1b2',
    },
  };
  await outbox.deadLetters.add([deadLetter]);
}
