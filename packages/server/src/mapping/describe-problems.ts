import { type Problem, type ProblemCode, toWellFormed } from '@twinbeam/shared';

type Sentence = (field: string, suggestion?: string) => string;

const sentences: Record<ProblemCode, Sentence> = {
  'action-source-invalid': (field) =>
    `Invalid Action Source type in '${field}': Meta knows email, website, app, phone_call, chat, physical_store, system_generated, business_messaging and other; send one of these or leave it out.`,
  'app-data-missing': (field) =>
    `Missing required value from "${field}": Meta asks for it with every event whose action_source is app; send it.`,
  'attribution-data-invalid': (field) =>
    `'${field}' was left out: Meta takes an object of its own parameters, with the share from 0 to 1, such as {ad_id: '1', attribution_share: 0.3}.`,
  'attribution-data-missing': (field) =>
    `'${field}' is missing: AppendAttribution credits an ad with an earlier event; send the credit, such as {ad_id: '1', attribution_share: 0.3}.`,
  'before-send-failed': (field) =>
    `The event was not sent: the option '${field}' threw, or returned something that is not an event; it must return the event (not a promise), or null to drop it.`,
  'category-not-text': (field) =>
    `Category must be a string: '${field}' is an object; send text, or a list of texts, which is joined by commas.`,
  'consent-missing': (field) =>
    `Nothing was sent: neither '${field}' nor the consent cookie says that the visitor has consented, or one of them says that the visitor has not; call twinbeam.consent('granted') when the visitor consents.`,
  'content-key-unknown': (field) =>
    `A part of '${field}' was left out: Meta takes id, quantity, item_price, title, description, brand, category and delivery_category of a content, each a text or number; send no other key.`,
  'contents-malformed': (field) =>
    `'${field}', or one entry of it, was left out: Meta takes contents as a list of objects, each with the id of a product, such as [{id: 'boot', quantity: 1}], and content_ids as a list of texts; send products and let Twinbeam make both of them.`,
  'currency-assumed': (field) =>
    `'${field}' is missing, so the amount counts in US dollars; send the currency, such as 'EUR', or set the option defaultCurrency, even if it is USD.`,
  'currency-differs': (field) =>
    `The amount names another currency than the event, which has that of '${field}' or else of the option defaultCurrency; send the amount as a number, and its currency in '${field}'.`,
  'currency-missing': (field) =>
    `'${field}' is missing: AppendValue adds an amount to an earlier event, which Meta counts only in a currency; send one such as 'EUR', and net_revenue or predicted_ltv with it.`,
  'currency-unknown': (field) =>
    `'${field}' is no ISO 4217 currency code, so the amount could not be counted; send three letters such as 'EUR'.`,
  'custom-data-cut': (field) =>
    `A part of '${field}' was left out because the event is larger than 64,000 bytes: first the properties that mean nothing to Meta, then the contents after the first 500, then the longest parameter. Send less.`,
  'custom-data-too-large': (field) =>
    `'${field}' holds more than Twinbeam copies (10,000 values, 16 levels deep); the rest was left out. Send fewer properties.`,
  'customer-segmentation-unknown': (field) =>
    `'${field}' was left out: Meta knows new_customer_to_ and existing_customer_to_ with business, business_line, product_area or medium, and customer_in_loyalty_program; send one of these.`,
  'data-processing-unreadable': (field) =>
    `'${field}' was left out: it must be [['LDU'], 1, 1000], or [[], 0, 0] where nothing is limited; send one of these, or the event is not limited.`,
  'data-processing-unused': (field) =>
    `'${field}' was left out, so Meta may use the event in full: limits of a visitor or a message are passed on only with the setting 'limitedDataUse'; set it to true, or send no limits.`,
  'delivery-category-unknown': (field) =>
    `'${field}' was left out: Meta knows in_store, curbside and home_delivery; send one of these.`,
  'device-type-unknown': (field) =>
    `'${field}' is none that Meta takes app events of; send android, ios, ipados, watchos or tvos.`,
  'email-in-text': (field) =>
    `'${field}' was left out because it holds an e-mail address, which Meta must not get unhashed; send it in 'traits.email', which is hashed, or allow the property by 'piiAllowlist'.`,
  'event-missing': (field) =>
    `'${field}' is required and should be a string: a track message needs the name of its event, such as 'Order Completed'.`,
  'event-name-similar': (field, suggestion) =>
    `'${field}' is nearly '${suggestion}', and makes a custom event, which counts as nothing else; send '${suggestion}', or name your event in the option eventMapping, as its own name too.`,
  'event-too-far': (field) =>
    `Events must be sent within 7 days of their occurrence or up to one minute in the future. '${field}' is outside these limits; check the sender's clock. A sale in a store (action_source physical_store) may be 62 days old.`,
  'event-too-large': (field) =>
    `The event is larger than 500,000 bytes, most of them in '${field}'; send what the event is about, and no documents.`,
  'fbc-malformed': (field) =>
    `'${field}' was left out: a click cookie reads fb.1.<milliseconds>.<click id of at most 500 characters>; send the value of the _fbc cookie unchanged, not the bare fbclid.`,
  'fbclid-malformed': (field) =>
    `The fbclid in '${field}' made no fbc: a click id has letters, digits, '-', '_' and '.' only, at most 500 of them; keep the parameter unchanged on the way to the page.`,
  'fbp-malformed': (field) =>
    `'${field}' was left out: a browser id reads fb.1.<milliseconds>.<number>; send the value of the _fbp cookie unchanged.`,
  'hold-unreadable': (field) =>
    `Nothing was stored: '${field}' must be a time such as '36h' or '5d', or a number of milliseconds over 0; it is six days at most.`,
  'id-rounded': (field) =>
    `'${field}' is a number above 2^53 or not a whole number, which JavaScript may have rounded. It was left out, except for an order id, which may now be that of another order. Send the id as text.`,
  'late-value-unusable': (field) =>
    `'${field}' was left out: it must be an amount such as 12.5, and predicted_ltv above 0.`,
  'lead-event-source-missing': (field) =>
    `'${field}' is missing: Meta counts the event of a lead only with the name of the CRM; send it.`,
  'lead-id-invalid': (field) =>
    `'${field}' was left out: the id of a lead at Meta has 15 to 17 digits; send it as text, as in Meta's list of leads.`,
  'match-key-unusable': (field) =>
    `'${field}' was left out: it could not be read as what its name says, so it would match nobody; send an e-mail address with a domain, a telephone number with its country code, a date of birth such as 1990-12-31, a country as two letters.`,
  'message-unreadable': (field) =>
    `'${field}' could not be read: it must be a plain JSON object; send no text or list in its place, no class instances, proxies or cycles. The body of a request needs a parser, such as express.json().`,
  'messaging-channel-missing': (field) =>
    `'${field}' must be whatsapp, messenger or instagram: Meta asks for it with every event whose action_source is business_messaging; send it, or set 'messagingChannel'.`,
  'messaging-channel-unused': (field) =>
    `'${field}' was left out: only events whose action_source is business_messaging have a channel; send that action_source too.`,
  'messaging-event-unlisted': (field) =>
    `'${field}' is none of the names that Meta lists for messaging events, such as Purchase or LeadSubmitted; Meta may not use it.`,
  'messaging-partner-missing': (field) =>
    `'${field}' is missing: Meta refuses messaging events of this channel without it; send it in context or in traits.`,
  'no-match-keys': (field) =>
    `The visitor is unknown: neither '${field}' nor context holds anything that Meta can match a person by (or only a combination that it refuses). Send at least one of traits.email, traits.phone, userId, anonymousId, context.fbp, context.fbc or a public context.ip.`,
  'not-hashed': (field) =>
    `'${field}' was left out: the message says hashed: true, but this is no SHA-256 in 64 hex digits; hash it, or leave out hashed: true and let Twinbeam hash it.`,
  'number-unreadable': (field) => `'${field}' was left out: it is no number; send one such as 12.5.`,
  'opt-out-unreadable': (field) =>
    `'${field}' was left out, so Meta may use the event in full: it must be true or false; send one of these.`,
  'option-unknown': (field) =>
    `'${field}' was left out: track() has no such option; put what is known of the person into 'traits', and of the event into the properties.`,
  'order-id-missing': (field) =>
    `'${field}' is missing: when the purchase is sent again (by server code, by the thank-you page or its reload), it counts again. Send the order number, or the same eventId each time.`,
  'order-id-unusable': (field) =>
    `'${field}' was left out, and the event id was not made of it: it must be a number, or text of at most 512 characters without an e-mail address, and not be in 'piiDenylist'.`,
  'original-event-invalid': (field) =>
    `'${field}' was left out: it must tell the earlier event as {event_name: 'Purchase', event_time: 1769860800, order_id: '7', event_id: 'purchase.7'}.`,
  'original-event-missing': (field) =>
    `'${field}' is missing: AppendValue and AppendAttribution add to an earlier event and count only with its name, time, order id or event id; send them.`,
  'personal-data-dropped': (field) =>
    `'${field}', or a parameter of the URL in it, was left out: its name stands for personal data, which Meta must not get unhashed, or for a secret; send personal data in 'traits', where it is hashed. If it is neither, such as the city of a hotel, name it in 'piiAllowlist'.`,
  'placeholder-value': (field) =>
    `'${field}' was left out: its text stands for no value, or is a long number that a spreadsheet has shortened (1.23E+12); send the value, or leave the field out.`,
  'product-without-id': (field) =>
    `A product of '${field}' was left out of contents: it has none of product_id, sku and id as text or number; send the id that your catalogue has for it.`,
  'products-not-list': (field) =>
    `'${field}', or one entry of it, was left out: it must be a list of objects such as [{product_id: 'boot', price: 49.99, quantity: 1}].`,
  'quantity-zero': (field) =>
    `A product was left out of contents and content_ids: '${field}' is 0; send only what is there, or leave the quantity out.`,
  'property-name-too-long': (field) =>
    `'${field}…' was left out: a property's name, with those of the objects around it, has at most 200 characters; use shorter names.`,
  'query-not-text': (field) =>
    `'query' should be in string format only: '${field}' is an object; send the searched text.`,
  'revenue-format': (field) =>
    `Revenue is not in the correct format: '${field}' cannot be read as an amount; send a number such as 12.5.`,
  'revenue-negative': (field) =>
    `'${field}' is below 0: Meta has no refunds, and subtracts nothing from an earlier purchase; send the amount that was paid, or Order Refunded for a refund.`,
  'revenue-required': (field) =>
    `'${field}' is required for Purchase: Meta refuses a purchase without a value; send revenue, value, price or total. A free order has 0.`,
  'text-cut': (field) =>
    `'${field}' was cut: Meta gets at most 512 characters of a user agent and 2,048 of an address; leave out what is of no use to it.`,
  'text-too-long': (field) =>
    `'${field}' cannot be sent: it has more than 512 characters (a list of addresses: 1,024); send a single value.`,
  'timestamp-unreadable': (field) =>
    `Missing required value from "timestamp": '${field}' cannot be read as a time; send ISO 8601 text such as '2026-01-31T12:00:00Z', or seconds or milliseconds since 1970.`,
  'too-many-values': (field) =>
    `Some values of '${field}' were left out: the first 20 of a list are read, and the first 4 telephone numbers that are not in plain international form such as +16505550100; send fewer.`,
  'trait-unused': (field) =>
    `'${field}' matches nobody, because no match key is read from a trait of this name; send email, phone, firstName, lastName, name, gender or birthday in traits, and city, state, zip or country in traits.address.`,
  'type-missing': (field) => `'${field}' is missing: say 'track', 'page', 'screen', 'identify', 'group' or 'alias'.`,
  'type-unsupported': (field) =>
    `Message type not supported: '${field}' must be one of track, page, screen, identify, group and alias.`,
  'url-missing': (field) =>
    `'${field}' is missing: Meta asks for the page's address with website events and may not use this one; send it.`,
  'user-agent-missing': (field) =>
    `'${field}' is missing: Meta asks for the visitor's user agent with website events and may not use this one; send it.`,
};

export const problemCodes = Object.keys(sentences) as ProblemCode[];

/** Nobody reads more, and a message with many small faults must not make the response huge. */
const maxProblems = 10;

/** Characters of a field's name, which strangers choose. */
const maxFieldLength = 80;

/** Selects the problems of a result: each once, errors first, at most ten. */
export function selectProblems(problems: readonly Problem[]): Problem[] {
  if (problems.length === 0) return [];
  const unique = new Map(problems.map((problem) => [`${problem.severity} ${problem.code} ${problem.field}`, problem]));
  return [...unique.values()]
    .sort((one, other) => (one.severity < other.severity ? -1 : one.severity > other.severity ? 1 : 0))
    .slice(0, maxProblems);
}

/** Returns the problems of a result, with their sentences. */
export function describeProblems(problems: readonly Problem[]): Problem[] {
  if (problems.length === 0) return [];
  return selectProblems(problems)
    .map(({ field, ...problem }) => ({ ...problem, field: toWellFormed(field.slice(0, maxFieldLength)) }))
    .map((problem) => ({ ...problem, message: sentences[problem.code](problem.field, problem.suggestion) }));
}
