import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { type HttpSide, registerHttp } from '../http/http-side.js';
import type { Route } from '../http/routes.js';
import type { Twinbeam } from '../twinbeam.js';
import { createNodeHandler } from './node-handler.js';

const failure = new Error('of the host');

it.each<[string, Route]>([
  [
    'before it waits',
    () => {
      throw failure;
    },
  ],
  ['later', async () => Promise.reject(failure)],
])('passes to the host an error that a route throws %s', async (_name, route) => {
  const twinbeam = {} as Twinbeam;
  registerHttp(twinbeam, { createContext: () => ({}), findRoute: () => route } as unknown as HttpSide);
  const handle = createNodeHandler(twinbeam, { readIp: () => undefined, readOrigin: () => '' });
  const request = new IncomingMessage(new Socket());
  const passedOn = new Promise((resolve) => handle(request, new ServerResponse(request), resolve));
  expect(await passedOn).toBe(failure);
});
