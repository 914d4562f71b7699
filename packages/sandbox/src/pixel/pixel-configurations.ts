/**
 * The configuration of a pixel on Meta's servers: the settings in Events Manager that the library requests.
 *
 * @example
 * sandbox.configurePixel('1234567890', { firstPartyCookies: false });
 */
export interface PixelConfiguration {
  /** Whether the library reads, writes and sends `_fbp` and `_fbc`. Default true. */
  firstPartyCookies?: boolean;
  /** Whether the library sends clicks on buttons as `SubscribedButtonClick`. Default true. */
  automaticEvents?: boolean;
  /** Whether the library reads the visitor's data from forms and sends them, hashed, as `udff[…]`. Default true. */
  automaticMatching?: boolean;
  /** Whether the configuration is missing (404). The library then sends nothing for any pixel. Default false. */
  missing?: boolean;
  /** Delay of the configuration, in milliseconds. Default 0. */
  delayMs?: number;
}

/** The configurations of the pixels. */
export interface PixelConfigurations {
  get(pixelId: string): Required<PixelConfiguration>;
  /** Replaces the configuration of a pixel. */
  set(pixelId: string, configuration: PixelConfiguration): void;
  /** Returns the fields that differ from the defaults, by pixel. */
  list(): Record<string, PixelConfiguration>;
}

const defaults: Required<PixelConfiguration> = {
  firstPartyCookies: true,
  automaticEvents: true,
  automaticMatching: true,
  missing: false,
  delayMs: 0,
};

export function createPixelConfigurations(initial: Record<string, PixelConfiguration> = {}): PixelConfigurations {
  const byId = new Map(Object.entries(initial));
  return {
    get: (pixelId) => ({ ...defaults, ...byId.get(pixelId) }),
    set: (pixelId, configuration) => void byId.set(pixelId, configuration),
    list: () => Object.fromEntries(byId),
  };
}

/** Parses a configuration. Returns undefined for anything but known fields of the right type. */
export function parsePixelConfiguration(value: unknown): PixelConfiguration | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isValid = Object.entries(value).every(
    ([name, field]) => Object.hasOwn(defaults, name) && typeof field === typeof defaults[name as keyof typeof defaults],
  );
  return isValid ? (value as PixelConfiguration) : undefined;
}
