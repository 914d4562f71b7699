import type { Configurations } from './configurations.js';
import type { Fields } from './fields.js';
import { readFormFields } from './form-fields.js';
import type { Pixels } from './pixels.js';

const buttons = 'button, input[type="submit"], input[type="button"], input[type="image"], [role="button"]';

/**
 * Watches clicks on buttons. If the configuration of a pixel has automatic matching, the form is read, for this and all
 * later hits; if it has automatic events, the click is sent.
 *
 * @param send sends an event to one pixel
 */
export function watchClicks(
  pixels: Pixels,
  configurations: Configurations,
  send: (pixelId: string, name: string, data: Fields) => void,
): void {
  const handleClick = ({ target }: Event) => {
    const button = target instanceof Element ? target.closest<HTMLElement>(buttons) : null;
    if (!button) return;
    const form = button.closest('form');
    for (const pixel of pixels.list) {
      if (form && configurations.has(pixel.id, 'AutomaticMatching')) {
        Object.assign(pixel.userDataFormFields, readFormFields(form, configurations.matchKeys(pixel.id)));
      }
      if (configurations.has(pixel.id, 'InferredEvents')) send(pixel.id, 'SubscribedButtonClick', toData(button));
    }
  };
  document.addEventListener('click', handleClick, { capture: true });
}

function toData(button: HTMLElement): Fields {
  const text = (button instanceof HTMLInputElement ? button.value : button.textContent).trim();
  return {
    buttonFeatures: { classList: button.className, id: button.id, innerText: text, tag: button.localName },
    buttonText: text,
    formFeatures: [],
    pageFeatures: { title: document.title },
    parameters: [],
  };
}
