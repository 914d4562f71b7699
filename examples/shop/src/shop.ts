import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ContentSecurityPolicy, Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express, { type Express, type Request, type Response } from 'express';
import { findProduct, products, searchProducts } from './catalogue.js';
import { parseDelivery } from './delivery.js';
import { type Order, toOrderProperties, toTraits } from './events.js';
import { accountPage, missingPage, signUpPage } from './pages/account.js';
import { cardPage, cartPage, checkoutPage, paymentPage, thanksPage, waitingPage } from './pages/checkout.js';
import { type Page, toDocument } from './pages/document.js';
import { listPage, productPage, searchPage, wishlistPage } from './pages/products.js';
import { parseEmail } from './parse-email.js';
import { createPaymentProvider } from './payment-provider.js';
import { createPaymentRoutes } from './payments.js';
import { createSessions, createUserId, setQuantity, toLines, toTotal } from './session.js';

export interface ShopOptions {
  twinbeam: Twinbeam;
  /** The URL of the page that shows both legs. */
  watchUrl: string;
  /** The secret that the shop shares with its payment provider. Default: a random one, for the stand-in. */
  paymentSecret?: string;
  /** `required` asks visitors by a banner; set `consent: { required: true }` of Twinbeam too. Default: `none`. */
  consent?: 'required' | 'none';
}

/** Sends a page. */
type Show = (req: Request, res: Response, page: Page, status?: number) => void;

const toPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Creates the demo shop, which uses Twinbeam as a shop would. */
export function createShop(options: ShopOptions): Express {
  const app = express();
  const show = createShow(options);
  app.disable('x-powered-by');
  app.use(express.static(toPath('../public')));
  app.use('/client', express.static(toPath('client')));
  const { twinbeam, paymentSecret: secret = randomBytes(32).toString('hex') } = options;
  const orders = new Map<string, Order>();
  app.use(twinbeamExpress(twinbeam));
  app.use(createPaymentRoutes({ twinbeam, orders, secret }));
  app.use(express.urlencoded({ extended: false }), createSessions());
  addProductRoutes(app, show);
  addAccountRoutes(app, show);
  addCheckoutRoutes(app, show);
  addOrderRoutes(app, show, orders, secret);
  app.use((req, res) => show(req, res, missingPage, 404));
  return app;
}

function createShow({ twinbeam, watchUrl, consent = 'none' }: ShopOptions): Show {
  const asksForConsent = consent === 'required';
  return (req, res, page, status = 200) => {
    const nonce = randomBytes(16).toString('base64');
    res.set({
      'content-security-policy': toPolicy({
        'default-src': ["'self'"],
        ...twinbeam.contentSecurityPolicy({ nonce }),
        'base-uri': ["'none'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'none'"],
      }),
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cache-control': 'private, no-store',
    });
    res.status(status).type('html').send(toDocument(page, { req, nonce, watchUrl, asksForConsent }));
  };
}

const toPolicy = (directives: ContentSecurityPolicy): string =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');

function addProductRoutes(app: Express, show: Show): void {
  app.get('/', (req, res) => show(req, res, listPage(products, 'all')));
  app.get('/search', (req, res) => {
    const query = String(req.query.q ?? '').slice(0, 100);
    show(req, res, searchPage(query, searchProducts(query)));
  });
  app.get('/products/:id', (req, res) => {
    const product = findProduct(req.params.id);
    if (product) show(req, res, productPage(product));
    else show(req, res, missingPage, 404);
  });
  app.get('/wishlist', (req, res) =>
    show(req, res, wishlistPage(products.filter(({ id }) => req.session.wishlist.has(id)))),
  );
  app.post('/wishlist', (req, res) => {
    const product = findProduct(req.body?.product);
    if (product) req.session.wishlist.add(product.id);
    res.redirect(303, '/wishlist');
  });
}

const emailProblem = 'Please enter an e-mail address, such as ada@example.com.';

function addAccountRoutes(app: Express, show: Show): void {
  app.get('/sign-up', (req, res) => show(req, res, signUpPage()));
  app.post('/sign-up', (req, res) => {
    const email = parseEmail(req.body?.email);
    if (email === undefined) return show(req, res, signUpPage(emailProblem), 422);
    req.session.user = { id: createUserId(), email };
    req.session.justSignedUp = true;
    res.redirect(303, '/account');
  });
  app.get('/account', (req, res) => {
    const { user, justSignedUp } = req.session;
    if (!user) return res.redirect(303, '/sign-up');
    req.session.justSignedUp = false;
    show(req, res, accountPage(user.email, justSignedUp));
  });
  app.post('/sign-out', (req, res) => {
    delete req.session.user;
    delete req.session.delivery;
    res.redirect(303, '/');
  });
}

function addCheckoutRoutes(app: Express, show: Show): void {
  app.get('/cart', (req, res) => show(req, res, cartPage(toLines(req.session))));
  app.post('/cart', (req, res) => {
    const product = findProduct(req.body?.product);
    if (product) setQuantity(req.session, product.id, (req.session.cart.get(product.id) ?? 0) + 1);
    res.redirect(303, '/cart');
  });
  app.post('/cart/:id', (req, res) => {
    const { id } = req.params;
    const { remove, quantity } = req.body ?? {};
    if (req.session.cart.has(id)) setQuantity(req.session, id, remove ? 0 : Number.parseInt(quantity, 10));
    res.redirect(303, '/cart');
  });
  app.get('/checkout', (req, res) => {
    const lines = toLines(req.session);
    if (lines.length === 0) return res.redirect(303, '/cart');
    const { delivery, user } = req.session;
    show(req, res, checkoutPage(lines, { known: delivery ?? { email: user?.email } }));
  });
  app.post('/checkout', (req, res) => {
    const delivery = parseDelivery(req.body);
    // A browser asks for the other fields.
    if (parseEmail(delivery.email) === undefined) {
      return show(req, res, checkoutPage(toLines(req.session), { known: delivery, problem: emailProblem }), 422);
    }
    req.session.delivery = delivery;
    res.redirect(303, '/payment');
  });
  app.get('/payment', (req, res) => {
    const lines = toLines(req.session);
    if (lines.length === 0) return res.redirect(303, '/cart');
    show(req, res, paymentPage(lines));
  });
}

function addOrderRoutes(app: Express, show: Show, orders: Map<string, Order>, secret: string): void {
  app.post('/orders', async (req, res) => {
    const lines = toLines(req.session);
    if (lines.length === 0) return res.redirect(303, '/cart');
    const id = `TB-${Date.now().toString(36).toUpperCase()}${randomBytes(2).toString('hex').toUpperCase()}`;
    const { user: account } = req.session;
    const traits = toTraits(req.session);
    const user = { ...(account && { userId: account.id }), ...(traits && { traits }) };
    const byCard = req.body?.payment === 'card';
    const { identity } = req.twinbeam;
    const order: Order = { id, lines, total: toTotal(lines), paid: !byCard, identity, user };
    orders.set(id, order);
    req.session.cart.clear();
    // An order paid by card is tracked when the payment provider confirms it.
    if (byCard) return res.redirect(303, `/card/${id}`);
    await req.twinbeam.track('Order Completed', toOrderProperties(order), user);
    res.redirect(303, `/thanks/${id}`);
  });
  app.get('/thanks/:id', (req, res) => {
    const order = orders.get(req.params.id);
    if (order) show(req, res, order.paid ? thanksPage(order) : waitingPage(order));
    else show(req, res, missingPage, 404);
  });
  // The payment provider's pages, which are on another site in a real shop.
  app.get('/card/:id', (req, res) => {
    const order = orders.get(req.params.id);
    if (order) show(req, res, cardPage(order));
    else show(req, res, missingPage, 404);
  });
  app.post('/card/:id', async (req, res) => {
    const provider = createPaymentProvider(secret, `http://localhost:${req.socket.localPort}/payments/webhook`);
    await provider.notify({ type: 'paid', order: req.params.id });
    res.redirect(303, `/thanks/${encodeURIComponent(req.params.id)}`);
  });
}
