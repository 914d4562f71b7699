/**
 * Takes calls before the script has loaded. It stands inline in the page, so that `twinbeam.track()` can be called at once.
 * `page` and `track` return the event id where it is certain without the settings: an explicit one, or the message's own
 * where there is no order number that a purchase would take it from. Otherwise they return undefined.
 */
type QueuedCall = [name: string, args: ArrayLike<unknown>, messageId: string];
type Properties = { event_id?: unknown; order_id?: unknown; orderId?: unknown; order_ID?: unknown } | null | undefined;
type Arguments = [name?: unknown, properties?: Properties, options?: { eventId?: unknown } | null];

const page = window as unknown as { twinbeam?: { q?: QueuedCall[] } & Record<string, unknown> };
// An element with that id is no stub: it is no property of the window itself.
if (!Object.getOwnPropertyDescriptor(window, 'twinbeam')) page.twinbeam = { q: [] };
const stub = page.twinbeam as { q?: QueuedCall[] } & Record<string, unknown>;

for (const name of ['page', 'track', 'identify', 'reset', 'consent', 'flush', 'ready']) {
  stub[name] ??= (...args: Arguments) => {
    const messageId = crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`;
    stub.q?.push([name, args, messageId]);
    if (name === 'flush') return Promise.resolve();
    if (!/page|track/.test(name)) return undefined;
    const [, properties, options] = args;
    const explicitId = options?.eventId ?? properties?.event_id;
    // The mapper trims ids, and ignores e-mail addresses and what is neither text nor number.
    if (explicitId != null) return /^"[\w.:-]+"$/.test(JSON.stringify(explicitId)) ? explicitId : undefined;
    return (properties?.order_id ?? properties?.orderId ?? properties?.order_ID) == null ? messageId : undefined;
  };
}
