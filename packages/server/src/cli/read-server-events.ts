/** An event of a stream. */
export interface StreamEvent {
  name: string;
  data: string;
}

/** Longest line in characters; a stream with a longer one is abandoned. */
const maxLineLength = 1_000_000;

/** Reads server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
export async function* readServerEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event: StreamEvent = { name: 'message', data: '' };
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxLineLength) return;
    for (const line of lines) {
      const [, field = '', value = ''] = /^(event|data): ?(.*)$/.exec(line.replace(/\r$/, '')) ?? [];
      if (field === 'event') event.name = value;
      if (field === 'data') event.data += value;
      if (line.trim() !== '') continue;
      if (event.data !== '') yield event;
      event = { name: 'message', data: '' };
    }
  }
}
