import { sha256 } from '../support/sha256.js';
import { expectedProducts } from './expected-products.js';

/** A row of the reference data: a message, and the event that RudderStack's transformer creates from it. */
export interface Row {
  id: string;
  now: string;
  message: Fields;
  settings: Fields & { pixelId: string };
  rudderstack: Fields & { error?: string };
}

export type Fields = Record<string, unknown>;

/** A place at which our event differs from RudderStack's. */
export interface Difference {
  /** Dotted path in the event, or `error`. */
  path: string;
  theirs: unknown;
  ours: unknown;
  row: Row;
  /** Our whole event, or the codes of the errors that reject the message. */
  event: Fields;
  errors: string[];
}

type Departure = [rule: string, explains: (difference: Difference) => boolean];

const text = JSON.stringify;
const isHashed = (path: string): boolean => /^user_data\.(em|ph|ge|db|ln|fn|ct|st|zp|country|external_id)$/.test(path);

/** Returns all texts in a value, at any depth. */
const findTexts = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(findTexts)
    : typeof value === 'string'
      ? [value]
      : [];

const readOptions = (row: Row): Fields =>
  Object.values((row.message.integrations ?? {}) as Fields).find(
    (options): options is Fields => typeof options === 'object' && options !== null,
  ) ?? {};
const readProperties = (row: Row): Fields => (row.message.properties ?? {}) as Fields;
const readCustomData = ({ event }: Difference): Fields => (event.custom_data ?? {}) as Fields;

/** Returns whether a field about products has exactly the value that our rules require. */
const isAsExpected = ({ path, ours, row, event }: Difference): boolean => {
  const expected = expectedProducts(event.event_name, row.message.event, readProperties(row));
  return /^custom_data\.(content_ids|contents|content_type|num_items|content_category)$/.test(path)
    ? text(ours) === text(expected[path.slice('custom_data.'.length)])
    : false;
};

/**
 * Finds the name to which the event mapping of a row leads: first by the exact name, then by the trimmed name in any
 * case.
 */
const findTarget = ({ message, settings }: Row): unknown => {
  const entries = Object.entries((settings.eventMapping ?? {}) as Fields);
  const fold = (name: unknown) => String(name).trim().toLowerCase();
  const found =
    entries.find(([name]) => name === message.event) ?? entries.find(([name]) => fold(name) === fold(message.event));
  return found?.[1];
};

const eventNames = /^(purchase|addtocart|addtowishlist|addpaymentinfo|initiatecheckout|viewcontent|search|pageview)$/;

/** Converts contents for comparison: quantities and prices to numbers, ids to text. */
const plainContents = (contents: unknown): unknown =>
  Array.isArray(contents) &&
  contents.map(({ id, quantity, item_price, delivery_category }: Fields) => ({
    id: String(id),
    quantity: Number(quantity),
    ...(item_price !== undefined && { item_price: Number(item_price) }),
    ...(/^(in_store|curbside|home_delivery)$/.test(String(delivery_category)) && { delivery_category }),
  }));

/**
 * Why our event may differ from RudderStack's. Each row names a rule, and recognises exactly the differences that
 * follow from it. The first matching row explains a difference; a difference that no row explains is a defect of ours.
 */
export const departures: Departure[] = [
  [
    'an event without id gets one',
    ({ path, theirs, ours }) => path === 'event_id' && theirs === undefined && typeof ours === 'string' && ours !== '',
  ],
  [
    'lists of no products are left out',
    ({ path, theirs, ours }) =>
      /^custom_data\.(contents|content_ids)$/.test(path) && text(theirs) === '[]' && ours === undefined,
  ],
  [
    'a count of no products is left out',
    ({ path, theirs, ours }) => path === 'custom_data.num_items' && theirs === 0 && ours === undefined,
  ],
  [
    'identity and products are expressed elsewhere',
    ({ path, theirs, ours }) =>
      /^custom_data\.(products|fbp|fbc|url)$/.test(path) && theirs !== undefined && ours === undefined,
  ],
  [
    'no currency without a value',
    (difference) =>
      difference.path === 'custom_data.currency' &&
      difference.theirs === 'USD' &&
      difference.ours === undefined &&
      readCustomData(difference).value === undefined,
  ],
  [
    'what is no currency is left out with its value',
    ({ path, ours, row }) =>
      /^custom_data\.(currency|value)$/.test(path) &&
      ours === undefined &&
      readProperties(row).currency !== undefined &&
      !/^\s*[a-z]{3}\s*$/i.test(String(readProperties(row).currency)),
  ],
  [
    'a currency is in capitals, and the default where it is blank',
    ({ path, theirs, ours }) =>
      path === 'custom_data.currency' && ours === (String(theirs).trim().toUpperCase() || 'USD'),
  ],
  [
    'content ids are a list of texts',
    ({ path, theirs, ours }) =>
      path === 'custom_data.content_ids' && theirs !== undefined && text([theirs].flat().map(String)) === text(ours),
  ],
  [
    'contents carry numbers as numbers, ids as text, and known delivery categories only',
    ({ path, theirs, ours }) =>
      path === 'custom_data.contents' && theirs !== undefined && text(plainContents(theirs)) === text(ours),
  ],
  [
    "Meta's own names and mapped names have the custom data of their row",
    (difference) =>
      isAsExpected(difference) &&
      (eventNames.test(String(difference.row.message.event).trim().toLowerCase()) ||
        findTarget(difference.row) !== undefined ||
        String(difference.row.message.event) !== String(difference.row.message.event).trim()),
  ],
  [
    'content type is product by default, for wishlist and payment too',
    ({ path, theirs, ours }) => path === 'custom_data.content_type' && theirs === undefined && ours === 'product',
  ],
  [
    'a product of quantity 0 is left out of a list',
    (difference) =>
      isAsExpected(difference) &&
      [readProperties(difference.row).products].flat().some((product) => (product as Fields | null)?.quantity === 0),
  ],
  [
    'one product is a list of one',
    (difference) => isAsExpected(difference) && !Array.isArray(readProperties(difference.row).products),
  ],
  [
    'content name, search string and the like for every event of the table',
    ({ path, theirs, ours, row }) =>
      /^custom_data\.(content_name|search_string)$/.test(path) &&
      theirs === undefined &&
      Object.values(readProperties(row)).includes(ours),
  ],
  [
    'a search string is text',
    ({ path, theirs, ours }) => path === 'custom_data.search_string' && ours === String(theirs),
  ],
  [
    'a page view keeps its properties as they are, and no more',
    ({ path, ours, event, row }) =>
      path === 'custom_data.value' && event.event_name === 'PageView' && ours === readProperties(row).value,
  ],
  [
    'values are not rounded',
    ({ path, theirs, ours }) =>
      path === 'custom_data.value' && typeof ours === 'number' && Math.abs(ours - Number(theirs)) <= 0.0051,
  ],
  [
    'what is written as no amount is no value',
    ({ path, ours, row }) => {
      const { revenue, value, price, total } = readProperties(row);
      const amount = [revenue, value, price, total].find((each) => each !== undefined && each !== '' && each !== null);
      const isAmount = typeof amount === 'number' || (typeof amount === 'string' && /^[^\w]*\d[\d.,]*$/.test(amount));
      return path === 'custom_data.value' && ours === undefined && !isAmount;
    },
  ],
  [
    'names may be mapped to custom names, and are compared trimmed',
    ({ path, ours, row }) => path === 'event_name' && ours !== undefined && ours === findTarget(row),
  ],
  [
    'names of events are compared trimmed and in any case',
    ({ path, theirs, ours, row }) =>
      path === 'event_name' &&
      ours !== theirs &&
      (String(theirs).trim().toLowerCase() === String(ours).toLowerCase() || theirs === row.message.event),
  ],
  [
    'an external id is not needed',
    ({ path, theirs, errors }) => path === 'error' && /userId/.test(String(theirs)) && errors.length === 0,
  ],
  [
    'without a time it is now',
    ({ path, theirs, errors, row }) =>
      path === 'error' && /timestamp/.test(String(theirs)) && errors.length === 0 && !row.message.timestamp,
  ],
  [
    'up to a minute ahead is set to now',
    ({ path, theirs, ours, row }) =>
      path === 'event_time' &&
      ours === Math.floor(Date.parse(row.now) / 1000) &&
      Number(theirs) > Number(ours) &&
      Number(theirs) - Number(ours) <= 60,
  ],
  [
    'a time is a number',
    ({ path, theirs, ours }) => path === 'event_time' && typeof ours === 'number' && Number(theirs) === ours,
  ],
  [
    'a purchase needs a value',
    ({ path, theirs, errors }) => path === 'error' && theirs === undefined && text(errors) === '["revenue-required"]',
  ],
  [
    'amounts are read as people write them, and what is none costs only the value',
    ({ path, theirs, errors }) =>
      path === 'error' && theirs === 'Revenue is not in the correct format' && errors.length === 0,
  ],
  [
    'an external id is hashed, whatever the message says',
    ({ path, theirs, ours }) =>
      path === 'user_data.external_id' && /^[0-9a-f]{64}$/.test(String(ours)) && !/^[0-9a-f]{64}$/.test(String(theirs)),
  ],
  [
    'an external id is text or a number',
    ({ path, row }) => path === 'user_data.external_id' && typeof row.message.userId === 'boolean',
  ],
  [
    'a user id that stands for nobody counts as missing',
    ({ path, theirs, ours, row: { message } }) =>
      path === 'user_data.external_id' &&
      String(message.userId) === '0' &&
      theirs === sha256('0') &&
      ours === sha256(String(message.anonymousId)),
  ],
  [
    'what is said to be hashed and is not is left out',
    ({ path, ours, row }) => isHashed(path) && ours === undefined && readOptions(row).hashed === true,
  ],
  [
    'a hash is kept under its own key',
    ({ path, theirs, ours, row }) =>
      path === 'user_data.ge' && theirs === undefined && text(row.message).includes(String(ours)),
  ],
  [
    'a name of any number of words is split at white space, into the first and the last',
    ({ path, ours, row }) => {
      const traits = { ...((row.message.context as Fields)?.traits as Fields), ...(row.message.traits as Fields) };
      if (typeof traits.name !== 'string') return false;
      const words = traits.name.trim().toLowerCase().split(/\s+/);
      const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
      const word = path === 'user_data.fn' ? first : path === 'user_data.ln' ? last : null;
      return word !== null && ours === (word === undefined ? undefined : sha256(word));
    },
  ],
  [
    'normal forms of our own for what is not ASCII, trimmed and lower case',
    ({ path, theirs, row }) =>
      isHashed(path) && !findTexts(row.message).some((found) => /^[!-@[-~]+$/.test(found) && sha256(found) === theirs),
  ],
  [
    'malformed click cookies are left out',
    ({ path, theirs, ours }) =>
      /^user_data\.(fbc|fbp)$/.test(path) && ours === undefined && !/^fb\.\d+\.\d+\.\w+$/.test(String(theirs)),
  ],
  [
    'a browser id ends in a number',
    ({ path, theirs, ours }) => path === 'user_data.fbp' && ours === undefined && !/\.\d+$/.test(String(theirs)),
  ],
  [
    'a newer click id replaces the stored one',
    ({ path, theirs, ours, row }) =>
      path === 'user_data.fbc' &&
      text(row.message).includes(`fbclid=${String(ours).split('.')[3]}`) &&
      text(row.message).includes(String(theirs)),
  ],
  [
    'addresses are of the web',
    ({ path, theirs, ours }) => path === 'event_source_url' && ours === undefined && !/^https?:/.test(String(theirs)),
  ],
  [
    'opting out is a boolean',
    ({ path, theirs, ours }) => path === 'opt_out' && typeof ours === 'boolean' && String(theirs) === String(ours),
  ],
  [
    'processing options are a list',
    ({ path, theirs, ours }) => path === 'data_processing_options' && text([theirs]) === text(ours),
  ],
  [
    'extinfo is of texts, zeros kept, and flags are 0 or 1',
    ({ path, theirs, ours }) => {
      const [a, b] = [theirs as Fields, ours as Fields];
      const flat = (data: Fields) => ({
        ...data,
        extinfo: (data.extinfo as unknown[]).map((slot) => String(slot).replace(/^0$/, '')),
        advertiser_tracking_enabled: Number(data.advertiser_tracking_enabled),
        application_tracking_enabled: Number(data.application_tracking_enabled),
      });
      const sorted = (data: Fields) => text(Object.entries(data).sort(([x], [y]) => (x < y ? -1 : 1)));
      return path === 'app_data' && sorted(flat(a)) === sorted(flat(b));
    },
  ],
  [
    'what an app event says in app_data is not in custom data too',
    ({ path, theirs, ours, row, event }) => {
      const name = path.split('.')[1] ?? '';
      const appKey = name === 'campaignId' ? 'campaign_ids' : name;
      return (
        path === `custom_data.${name}` &&
        ours === undefined &&
        text(theirs) === text(readProperties(row)[name]) &&
        ((event.app_data ?? {}) as Fields)[appKey] !== undefined
      );
    },
  ],
  [
    'empty text and null are left out',
    ({ path, theirs, ours }) => /^custom_data\./.test(path) && (theirs === '' || theirs === null) && ours === undefined,
  ],
  [
    'nested objects are flattened, dotted keys stay as they are',
    ({ path, theirs, ours, row }) => {
      const key = path.split('.')[1] ?? '';
      const nested = readProperties(row)[key];
      return (
        /^custom_data\./.test(path) &&
        row.settings.piiAllowlist === undefined &&
        ((ours === undefined && typeof theirs === 'object') ||
          (theirs === undefined && (typeof nested === 'object' || path.split('.').length > 2)))
      );
    },
  ],
  [
    'a property without a name passes like any other',
    ({ path, theirs, ours }) => path === 'custom_data.' && theirs === undefined && ours === 1,
  ],
  [
    'allow and deny lists hold at every depth, for any name, and the deny list wins',
    ({ path, row }) =>
      /^custom_data\.(address|phone|plan|email|content_category)/.test(path) &&
      (row.settings.piiAllowlist !== undefined || row.settings.piiDenylist !== undefined),
  ],
  [
    'more names of personal data, and a name beside one',
    ({ path, theirs, ours, row }) =>
      theirs !== undefined &&
      ours === undefined &&
      (/^custom_data\.(user_email|dob)$/.test(path) ||
        (path === 'custom_data.name' && readProperties(row).email !== undefined)),
  ],
];
