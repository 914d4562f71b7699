/**
 * The types that samples use from frameworks that the repository does not install, because each has hundreds of
 * packages. The samples themselves were run in apps of these frameworks.
 */
export const frameworkTypes = `
declare module 'next/server' {
  export function after(promise: Promise<unknown>): void;
}
declare module 'next' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  export type NextApiRequest = IncomingMessage;
  export type NextApiResponse = ServerResponse & { json(body: unknown): void };
}
declare module 'koa' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  interface Context { req: IncomingMessage; res: ServerResponse; method: string; path: string; body: unknown }
  export default class Koa {
    use(middleware: (ctx: Context, next: () => Promise<void>) => unknown): void;
    listen(port: number | string): void;
  }
}
declare module 'koa-bodyparser' {
  export default function bodyParser(): () => Promise<void>;
}
declare module '@adonisjs/core/services/app' {
  const app: { terminating(end: () => Promise<void>): void };
  export default app;
}
declare module '@adonisjs/core/http' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  export interface HttpContext { request: { request: IncomingMessage }; response: { response: ServerResponse } }
}
declare module '@adonisjs/core/types/http' {
  export type NextFn = () => Promise<unknown>;
}
declare module '#services/twinbeam' {
  export const twinbeam: import('@twinbeam/server').Twinbeam;
}
declare module '@nestjs/core' {
  export const NestFactory: { create<App>(module: object): Promise<App> };
}
declare module '@nestjs/platform-express' {
  export type NestExpressApplication = import('express').Express;
}
declare module '@sveltejs/kit' {
  interface Event { request: Request; locals: { twinbeam: import('@twinbeam/server/fetch').RequestTwinbeam } }
  export type Handle = (input: { event: Event; resolve(event: Event): Promise<Response> }) => Promise<Response>;
  export type ServerInit = () => void;
}
declare module '$app/environment' {
  export const building: boolean;
}
declare module 'astro:middleware' {
  interface Context { isPrerendered: boolean; locals: { twinbeam: import('@twinbeam/server/fetch').RequestTwinbeam }; request: Request }
  export function defineMiddleware(handle: (context: Context, next: () => Promise<Response>) => Promise<Response>): unknown;
}
declare module 'react-router' {
  export function redirect(url: string): Response;
}
declare module '@tanstack/react-router' {
  type Handle = (context: { request: Request }) => Promise<Response>;
  export function createFileRoute(path: string): (options: { server: { handlers: Record<string, Handle> } }) => unknown;
}
declare module '@tanstack/react-start' {
  export function createServerFn(options: { method: 'POST' }): { handler(run: () => Promise<void>): unknown };
}
declare module '@tanstack/react-start/server' {
  export function getRequest(): Request;
}
declare module 'next/headers' {
  export function headers(): Promise<Headers>;
}
declare module 'helmet' {
  const helmet: {
    contentSecurityPolicy(options: { directives: Record<string, string[]> }): import('express').RequestHandler;
  };
  export default helmet;
}
// Nuxt's own functions, which it imports automatically.
declare const fromNodeMiddleware: (handle: import('@twinbeam/server/node').NodeHandler) => unknown;
declare const defineNitroPlugin: (plugin: (nitro: { hooks: { hook(name: 'close', run: () => unknown): void } }) => void) => unknown;
interface ImportMeta { prerender?: boolean }
`;
