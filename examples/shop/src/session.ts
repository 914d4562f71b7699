import { randomBytes, randomUUID } from 'node:crypto';
import { parse, serialize } from 'cookie';
import type { RequestHandler } from 'express';
import { findProduct, type Product } from './catalogue.js';
import type { Delivery } from './delivery.js';

/** A visitor of the shop. Sessions are lost when the shop stops. */
export interface Session {
  user?: { id: string; email: string };
  /** Who and where to, as the visitor has said at checkout. */
  delivery?: Delivery;
  /** The visitor signed up with the previous request, so that the next page reports it once. */
  justSignedUp: boolean;
  cart: Map<string, number>;
  wishlist: Set<string>;
}

/** A line of a cart or an order. */
export interface Line {
  product: Product;
  quantity: number;
}

declare global {
  namespace Express {
    interface Request {
      session: Session;
    }
  }
}

const cookieName = 'shop_session';
/** The maximum number of sessions; the oldest are dropped. */
const maxSessions = 10_000;

/** Creates middleware that adds the visitor's session to each request, found with a cookie. */
export function createSessions(): RequestHandler {
  const known = new Map<string, Session>();
  return (req, res, next) => {
    let id = parse(req.get('cookie') ?? '')[cookieName];
    let session = id === undefined ? undefined : known.get(id);
    if (!session) {
      id = randomBytes(18).toString('base64url');
      session = { justSignedUp: false, cart: new Map(), wishlist: new Set() };
      known.set(id, session);
      const [oldest] = known.keys();
      if (known.size > maxSessions && oldest) known.delete(oldest);
      res.append('set-cookie', serialize(cookieName, id, { httpOnly: true, sameSite: 'lax', path: '/' }));
    }
    req.session = session;
    next();
  };
}

export const createUserId = (): string => `user-${randomUUID().slice(0, 8)}`;

/** Largest quantity of a product in a cart. */
const maxQuantity = 99;

/** Sets how many of a product are in a cart; 0 removes it. A negative number, or one with decimals, changes nothing. */
export function setQuantity({ cart }: Session, productId: string, quantity: number): void {
  if (!Number.isInteger(quantity) || quantity < 0) return;
  if (quantity === 0) cart.delete(productId);
  else cart.set(productId, Math.min(maxQuantity, quantity));
}

/** Returns the lines of a visitor's cart. */
export const toLines = ({ cart }: Session): Line[] =>
  [...cart].flatMap(([id, quantity]) => {
    const product = findProduct(id);
    return product ? [{ product, quantity }] : [];
  });

/** Sums lines, in units of the currency, to the cent. */
export const toTotal = (lines: Line[]): number =>
  Math.round(lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0) * 100) / 100;
