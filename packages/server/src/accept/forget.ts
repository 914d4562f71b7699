import { type Settings, toFields } from '@twinbeam/shared';
import type { Forgotten, Outbox } from '../outbox/outbox.js';
import { type ForgetOptions, toMatchKeysToForget } from './match-keys-to-forget.js';

export interface ForgetTools {
  outbox: Pick<Outbox, 'forget'>;
  /** The settings of each pixel; their countries were used to read telephone numbers. */
  pixels: readonly Settings[];
  /** Waits until the outbox is open. */
  opened(): Promise<void>;
  /** Called with the match keys, so that those remembered from the person's page visits are forgotten too. */
  onForget(matchKeys: readonly string[]): void;
}

/** Creates the function that removes a person's pending, held and set-aside events. */
export function createForget({ outbox, pixels, opened, onForget }: ForgetTools) {
  const countries = pixels.map(({ defaultCountry }) => defaultCountry);
  return async (person: ForgetOptions): Promise<Forgotten> => {
    const matchKeys = toMatchKeysToForget(toFields(person), countries);
    onForget(matchKeys);
    await opened();
    return outbox.forget(matchKeys);
  };
}
