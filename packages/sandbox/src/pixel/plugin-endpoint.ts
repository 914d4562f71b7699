import type { RequestHandler } from 'express';

/**
 * Handles `GET /signals/plugins/{name}.js`. Meta's own library requests the plugins of the features that a
 * configuration switches on, and sends nothing until they have run. These plugins are empty, because the real ones are
 * only on Meta's servers.
 */
export const sendEmptyPlugin: RequestHandler = (req, res) => {
  const name = /^[a-z]+(?=\.js$)/.exec(String(req.params.file))?.[0];
  if (!name) return void res.sendStatus(404);
  res.set('cross-origin-resource-policy', 'cross-origin');
  res
    .type('js')
    .send(`fbq.registerPlugin('fbevents.plugins.${name}', { __fbEventsPlugin: 1, plugin: function () {} });\n`);
};
