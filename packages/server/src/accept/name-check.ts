import { identifyEvent, type Settings } from '@twinbeam/shared';

/** Compares Meta's names, so that a page cannot send the event under another name of the same meaning. */
export function createNameCheck(pixels: readonly Settings[], listed: readonly string[]) {
  const names = new Map(
    pixels.map((settings) => {
      const toName = (event: string) => {
        const identified = identifyEvent({ type: 'track', event }, { ...settings, when: undefined });
        return 'event' in identified ? identified.event.name : event;
      };
      return [settings.pixelId, new Set(listed.map(toName))];
    }),
  );
  return (pixelId: string, name: string): boolean => names.get(pixelId)?.has(name) ?? false;
}
