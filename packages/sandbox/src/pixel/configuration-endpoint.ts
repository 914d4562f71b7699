import type { RequestHandler } from 'express';
import type { PixelConfiguration, PixelConfigurations } from './pixel-configurations.js';

/** The match keys that automatic matching reads from forms. */
const selectedMatchKeys = ['em', 'ph', 'fn', 'ln', 'ct', 'zp'];

/** Creates the handler of `GET /signals/config/{pixel}`, the script for which the Pixel library waits. */
export const createConfigurationEndpoint =
  (configurations: PixelConfigurations): RequestHandler =>
  async (req, res) => {
    const pixelId = String(req.params.pixel);
    const configuration = configurations.get(pixelId);
    if (configuration.delayMs) await new Promise((resolve) => setTimeout(resolve, configuration.delayMs));
    if (configuration.missing || !/^\d+$/.test(pixelId)) return void res.sendStatus(404);
    res.set({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
    res.type('js').send(toScript(pixelId, configuration));
  };

function toScript(pixelId: string, configuration: Required<PixelConfiguration>): string {
  const { firstPartyCookies, automaticEvents, automaticMatching } = configuration;
  const id = JSON.stringify(pixelId);
  const values = JSON.stringify({ selectedMatchKeys });
  const lines = [
    firstPartyCookies && `instance.optIn(${id}, 'FirstPartyCookies', true);`,
    automaticEvents && `instance.optIn(${id}, 'InferredEvents', true);`,
    automaticMatching && `config.set(${id}, 'automaticMatching', ${values});`,
    automaticMatching && `instance.optIn(${id}, 'AutomaticMatching', true);`,
    `instance.configLoaded(${id});`,
  ];
  return `fbq.registerPlugin(${id}, {
  __fbEventsPlugin: 1,
  plugin: function (fbq, instance, config) {
    ${lines.filter(Boolean).join('\n    ')}
  },
});
`;
}
