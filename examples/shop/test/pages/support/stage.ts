import type { TwinbeamOptions } from '@twinbeam/server';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { describeEngines, type Engine } from './engines.js';
import { createSite, type Site } from './site.js';
import { createVisit, type Visit } from './visit.js';

interface OpenOptions {
  path?: string;
  host?: string;
  page?: Page;
  headers?: Record<string, string>;
}

/** A site and a visitor, anew for each test. */
export interface Stage {
  engine: Engine;
  site: Site;
  visit: Visit;
  /** Replaces the site by one with these options. */
  rebuild(options: TwinbeamOptions): Promise<void>;
  /** Puts a page with this head at a path, and opens it. */
  open(head: string, options?: OpenOptions): Promise<void>;
  /** What an expression gives in the page. */
  run<Value>(expression: string, page?: Page): Promise<Value>;
  /** The paths of the files and hits that the pages have asked for. */
  asked(): string[];
  /** What has reached Meta by each leg, in the order of the alphabet, once a last event of the page has. */
  reached(page?: Page): Promise<{ browser: string[]; server: string[] }>;
  /** Lets a page that must do nothing have the time to do it. */
  pause(ms?: number): Promise<void>;
}

/** Describes what must hold in every engine, each test with a stage of its own. */
export function describeStage(title: string, tests: (stage: Stage) => void): void {
  describeEngines(title, (engine, browser) => {
    let requests: string[] = [];
    let sentinels = 0;
    const stage: Stage = {
      engine,
      site: undefined as never,
      visit: undefined as never,
      async rebuild(options) {
        await stage.site?.close();
        stage.site = await createSite(options);
      },
      async open(head, { path = '/', host, page = stage.visit.page, headers } = {}) {
        stage.site.put(path.replace(/[?#].*/, ''), `<!doctype html><title>Shop</title>${head}`, headers);
        page.off('request');
        page.on('request', (request) => void requests.push(new URL(request.url()).pathname));
        await page.goto(stage.site.url(path, host));
      },
      run: (expression, page = stage.visit.page) => page.evaluate(expression) as never,
      asked: () => requests.filter((path) => /^\/(twin|tr|en_US)\//.test(path)),
      async reached(page) {
        const last = `Last ${++sentinels}`;
        await stage.run(`twinbeam.track('${last}')`, page);
        const legs = ['browser', 'server'] as const;
        await expect
          .poll(() => legs.map((leg) => stage.site.names(leg).includes(last)), { timeout: 5_000 })
          .toEqual([true, true]);
        const [browserLeg, serverLeg] = legs.map((leg) =>
          stage.site.names(leg).filter((name) => !name.startsWith('Last ')),
        );
        return { browser: browserLeg ?? [], server: serverLeg ?? [] };
      },
      pause: (ms = 300) => new Promise((resolve) => setTimeout(resolve, ms)),
    };
    beforeEach(async () => {
      requests = [];
      await stage.rebuild({});
      stage.visit = await createVisit(browser());
    });
    afterEach(async () => {
      await stage.visit.close();
      await stage.site.close();
      stage.site = undefined as never;
    });
    tests(stage);
  });
}

/** The same names by both legs. */
export const byBoth = (...names: string[]): { browser: string[]; server: string[] } => ({
  browser: names.sort(),
  server: names,
});
