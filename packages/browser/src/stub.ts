/**
 * Takes calls before the script has loaded. It stands inline in the page, so that `twinbeam.track()` can be called at
 * once; `page` and `track` give the id that the event will have, also for an order, whose id names it.
 */
type Call = [name: string, args: ArrayLike<unknown>, id: string];
type Stub = { q?: Call[] } & Record<string, unknown>;
type Order = { event_id?: string; order_id?: string; orderId?: string; order_ID?: string } | undefined;

const page = window as unknown as { twinbeam?: Stub };
page.twinbeam ??= { q: [] };
const stub = page.twinbeam;

for (const name of ['page', 'track', 'identify', 'reset', 'consent', 'flush', 'ready']) {
  stub[name] ??= (...args: [unknown, Order?, { eventId?: string }?]) => {
    const id = crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`;
    stub.q?.push([name, args, id]);
    if (name === 'flush') return Promise.resolve();
    const properties = args[1];
    const order = properties?.order_id ?? properties?.orderId ?? properties?.order_ID;
    return (
      args[2]?.eventId ??
      properties?.event_id ??
      (order && /^(order completed|purchase)$/i.test(`${args[0]}`) ? `purchase.${order}` : id)
    );
  };
}
