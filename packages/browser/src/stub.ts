import { createId } from './identity/create-id.js';
import { attempt } from './page/attempt.js';
import { readGlobal } from './page/read-global.js';
import { trackerKey } from './tag/tracker-key.js';

/**
 * Queues calls until the script has loaded. The stub is inline in the page, so that `twinbeam.track()` can be called at
 * once. `page` and `track` return the event id if it is certain without the settings: an explicit id, or the message id
 * if there is no order id from which the id of a purchase would be made. Otherwise they return undefined.
 */
type QueuedCall = [name: string, args: ArrayLike<unknown>, messageId: string];
type Properties = { event_id?: unknown; order_id?: unknown; orderId?: unknown; order_ID?: unknown } | null | undefined;
type Arguments = [name?: unknown, properties?: Properties, options?: { eventId?: unknown } | null];

type Stub = { q?: QueuedCall[] } & Record<string, unknown>;

const page = window as unknown as Record<string, Stub | undefined>;
// From the prototype: an element with that name would hide the document's property. A page may have replaced `Reflect`.
const readCurrentScript = () => Reflect.get(Reflect.getPrototypeOf(document) as Document, 'currentScript', document);
const tag = attempt(readCurrentScript) ?? document.currentScript;
const globalName = tag?.getAttribute('data-global') ?? 'twinbeam';
const found = readGlobal(window, globalName) as Stub | undefined;
const stub = (readGlobal(window, trackerKey) as Stub | undefined) ?? (found?.q ? found : { q: [] });
page[trackerKey] = stub;
// A value of another script is kept; the script warns about it.
if (!found) page[globalName] = stub;

for (const method of ['page', 'track', 'identify', 'reset', 'consent', 'flush', 'ready']) {
  stub[method] ??= (...args: Arguments) => {
    // The page has kept a reference to this function, and the script has loaded since.
    if (!stub.q) return (stub[method] as (...args: Arguments) => unknown)(...args);
    const messageId = createId();
    stub.q.push([method, args, messageId]);
    if (method === 'flush') return (async () => undefined)();
    if (!/page|track/.test(method)) return undefined;
    const [, properties, options] = args;
    const explicitId = options?.eventId ?? properties?.event_id;
    if (explicitId != null) {
      // The mapper trims ids, and ignores e-mail addresses, placeholders of an empty template, values that are neither
      // strings nor numbers, and ids that are too long.
      const isCertain = /^"(?!(null|undefined|nan|none)")[\w.:-]{1,512}"$/i.test(JSON.stringify(explicitId));
      return isCertain ? explicitId : undefined;
    }
    return (properties?.order_id ?? properties?.orderId ?? properties?.order_ID) == null ? messageId : undefined;
  };
}
