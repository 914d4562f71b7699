// Measures the cost of the middleware for a request whose path is not Twinbeam's.
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { measure } from './lib/measure.mjs';
import { count, percent, table } from './lib/table.mjs';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const twinbeam = createTwinbeam({
  pixelId: '1',
  accessToken: 't',
  outbox: 'memory:',
  dispatch: false,
  logger: silent,
});
const middleware = twinbeamExpress(twinbeam);
const app = express().set('trust proxy', 1);

const headers = {
  host: 'www.shop.example',
  cookie: '_fbp=fb.1.1700000000000.42; _fbc=fb.1.1700000000000.Click; twinbeam_id=a1; session=0123456789abcdef',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  referer: 'https://www.shop.example/',
  'x-forwarded-for': '8.8.8.8',
};
const socket = { remoteAddress: '127.0.0.1' };

/** Creates a request like Express, from Node's; the cost is the same for all contenders. */
const createRequest = () =>
  Object.assign(Object.create(app.request), {
    method: 'GET',
    url: '/products/1001?color=red',
    originalUrl: '/products/1001?color=red',
    baseUrl: '',
    headers,
    socket,
    connection: socket,
  });

const counter = { passed: 0 };
const next = () => {
  counter.passed++;
};

const contenders = [
  {
    name: 'bare next()',
    run() {
      const req = createRequest();
      next();
      return req.path;
    },
  },
  {
    name: 'middleware',
    run() {
      const req = createRequest();
      middleware(req, undefined, next);
      return req.path;
    },
  },
  {
    name: 'middleware, identity asked for',
    run() {
      const req = createRequest();
      middleware(req, undefined, next);
      return req.twinbeam.identity;
    },
  },
];

const results = measure(contenders, { rounds: 7, sliceMs: 200 });
const [bare] = results;
const rows = results.map(({ name, microseconds, spread }) => [
  name,
  count(microseconds * 1000),
  count((microseconds - bare.microseconds) * 1000),
  percent(spread),
]);
console.log(table(['a request to a path of the app', 'ns/request', 'ns beyond next()', 'spread'], rows));
await twinbeam.close();
