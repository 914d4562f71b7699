import type { RequestHandler } from 'express';

/**
 * Handles `GET /signals/plugins/{name}.js`. Meta's own library asks for the plugins of the features that a configuration
 * switches on, and sends nothing until they have run. These are empty: what the plugin of a feature does is Meta's alone.
 */
export const sendEmptyPlugin: RequestHandler = (req, res) => {
  const name = /^[a-z]+(?=\.js$)/.exec(String(req.params.file))?.[0];
  if (!name) return void res.sendStatus(404);
  res.set('cross-origin-resource-policy', 'cross-origin');
  res
    .type('js')
    .send(`fbq.registerPlugin('fbevents.plugins.${name}', { __fbEventsPlugin: 1, plugin: function () {} });\n`);
};
