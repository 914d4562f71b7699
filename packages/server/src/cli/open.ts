import { type Command, Option } from 'commander';
import { type ResolvedPixel, resolveOptions } from '../options/resolve-options.js';
import { createCommand } from './create-command.js';
import { openInBrowser } from './open-in-browser.js';
import { print } from './output.js';

/** Pages of Events Manager, by the value of the option. */
const pages = { overview: 'overview', test: 'test_events', diagnostics: 'diagnostics', settings: 'settings' } as const;

interface OpenCommandOptions {
  page: keyof typeof pages;
  print?: boolean;
}

/** Creates `twinbeam open`, which opens the page on which the events can be seen. */
export const createOpenCommand = (): Command =>
  createCommand({
    name: 'open',
    summary: 'Opens the page that shows the events: that of the sandbox, or of Events Manager.',
    details: 'If META_GRAPH_URL is not Meta, the page at that address is opened.',
    examples: [
      ['twinbeam open', 'Opens the overview of the pixel META_PIXEL_ID.'],
      ['twinbeam open --page test', 'Opens its Test events.'],
      ['twinbeam open --print', 'Prints only the address.'],
    ],
  })
    .addOption(new Option('--page <name>', 'page of Events Manager').choices(Object.keys(pages)).default('overview'))
    .option('--print', 'prints the address instead of opening it')
    .action(({ page, print: printsOnly = false }: OpenCommandOptions) => {
      const { graphUrl, pixels } = resolveOptions({ mode: 'dry' });
      const { settings } = pixels[0] as ResolvedPixel;
      const url = toPageUrl(graphUrl, settings.pixelId, page);
      print(url);
      if (!printsOnly) openInBrowser(url);
    });

function toPageUrl(graphUrl: string, pixelId: string, page: keyof typeof pages): string {
  const { origin, hostname } = new URL(graphUrl);
  if (hostname !== 'graph.facebook.com') return `${origin}/`;
  const manager = 'https://business.facebook.com/events_manager2/list';
  return pixelId === '0' ? manager : `${manager}/dataset/${pixelId}/${pages[page]}`;
}
