import type { Configurations } from './configurations.js';
import type { Pixel, Pixels } from './pixels.js';

const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Creates the method `set`: `fbq('set', name, value, pixelId)`. */
export function createSettings(pixels: Pixels, configurations: Configurations) {
  const findPixel = (name: string, pixelId: string): Pixel | undefined => {
    const pixel = pixels.find(pixelId);
    if (!pixel) console.warn(`[sandbox pixel] ${pixelId} was not initialised: set ${name} has no effect`);
    return pixel;
  };
  const settings: Record<string, (value: unknown, pixelId: string) => void> = {
    autoConfig: (value, pixelId) => configurations[isTrue(value) ? 'optIn' : 'optOut'](pixelId, 'AutomaticSetup'),
    trackSingleOnly(value, pixelId) {
      const pixel = findPixel('trackSingleOnly', pixelId);
      if (pixel) pixel.trackSingleOnly = isTrue(value);
    },
    agent(value, pixelId) {
      const pixel = findPixel('agent', pixelId);
      if (pixel) pixel.agent = String(value);
    },
  };
  return (name: string, value: unknown, pixelId: unknown): void => {
    if (Object.hasOwn(settings, name)) settings[name]?.(value, String(pixelId));
    else console.warn(`[sandbox pixel] there is no setting ${name}`);
  };
}
