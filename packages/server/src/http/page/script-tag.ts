import type { ConsentState } from '@twinbeam/shared';
import { selectUsableOptions } from '../../options/check-call-options.js';
import { scriptTagSchema } from './page-option-schemas.js';
import { readPageFile } from './page-script.js';

/**
 * Options for the script tag of a page.
 *
 * @example
 * const options: ScriptTagOptions = { nonce, consent: 'pending', consentFrom: 'tcf' };
 */
export interface ScriptTagOptions {
  /** Nonce of the page's content security policy. Default: none. */
  nonce?: string | undefined;
  /** Whether the script tracks page views automatically; `hash` includes changes of the URL's hash. Default: true. */
  pageViews?: boolean | 'hash' | undefined;
  /**
   * Query parameters that distinguish pages; a change of other parameters is not a page view. Default: all, unless the
   * URL is replaced.
   */
  pageParameters?: string[] | undefined;
  /** Name of the global variable. Default: `twinbeam`. */
  global?: string | undefined;
  /** The visitor's consent, if the page knows it. Default: the value of the consent cookie. */
  consent?: ConsentState | undefined;
  /** Source of the consent: Google's consent mode, or a consent platform with TCF version 2. Default: neither. */
  consentFrom?: 'datalayer' | 'tcf' | undefined;
  /** The purposes that TCF consent must cover. Default: `1 3 4 7`. */
  consentPurposes?: string | undefined;
  /** A provider in Google's list that TCF consent must also cover. Default: none. */
  consentProvider?: string | undefined;
  /**
   * Events without code: from a `dataLayer`, from `data-twinbeam-*` attributes of elements; and with `user-data` the
   * visitor, from `user_id` and `user_data` of a `dataLayer`. Default: none.
   */
  auto?: ('datalayer' | 'user-data' | 'elements')[] | undefined;
  /** `defer` loads the Pixel's library when the page has loaded and is idle. Default: at once. */
  pixel?: 'defer' | undefined;
  /** Where the user from `identify` is stored. Default: `session`. */
  keepUser?: 'session' | 'local' | undefined;
  /** Prints both legs of each event to the page's console. Default: false. */
  debug?: boolean | undefined;
}

/**
 * Creates the content of the stub's element, valid in HTML and in XHTML. It is a single line, because page minifiers
 * join lines.
 */
export const createStub = (): string => `/*<![CDATA[*/${readPageFile('stub.js').trim()}/*]]>*/`;

/**
 * Creates the elements for a page's head: the stub, so that calls are possible at once, and the script.
 *
 * @param onProblem called with a sentence for each option that is left out because it is invalid
 */
export function createScriptTag(
  basePath: string,
  onProblem: (problem: string) => void,
): (options?: ScriptTagOptions) => string {
  const stub = createStub();
  return (given) => {
    const { nonce, ...options } = selectUsableOptions(scriptTagSchema, given, onProblem);
    const attribute = nonce ? ` nonce="${nonce.replace(/[^\w+/=-]/g, '')}"` : '';
    const name = options.global === undefined ? '' : toDataAttributes({ global: options.global });
    return `<script${name}${attribute}>${stub}</script><script async="" src="${basePath}/t.js"${toDataAttributes(options)}${attribute}></script>`;
  };
}

function toDataAttributes({
  pageViews,
  pageParameters,
  auto,
  debug,
  ...rest
}: Omit<ScriptTagOptions, 'nonce'>): string {
  const data: Record<string, string | undefined> = {
    pageViews: pageViews === false ? 'off' : pageViews === 'hash' ? 'hash' : undefined,
    pageParameters: pageParameters?.join(' '),
    auto: auto?.join(' '),
    debug: debug ? '' : undefined,
    ...rest,
  };
  let attributes = '';
  for (const [name, value] of Object.entries(data)) {
    if (value === undefined) continue;
    const kebabName = name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    attributes += ` data-${kebabName}="${String(value).replace(/[^\w .$-]/g, '')}"`;
  }
  return attributes;
}
